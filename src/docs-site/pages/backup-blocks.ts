import { type Block, code, heading, list, paragraph } from '../page.ts';

/** A backup of a gateway on SQLite while it runs; a test carries this out, and the restore after it. */
export const backupExample = `mkdir -m 700 backup
sqlite3 data/plantain.db "VACUUM INTO 'backup/plantain.db'"
cp -a data/master.key data/artifacts backup/`;

/** Puts it in place of a data folder, of which nothing may stay: a log beside the database belongs to the old one. */
export const restoreExample = `mv data data.before
cp -a backup data
npx plantain doctor
npx plantain ledger audit`;

export const postgresBackup = `pg_dump --format=custom --file=plantain.dump "$DATABASE_URL"
pg_restore --clean --if-exists --no-owner --dbname="$DATABASE_URL" plantain.dump`;

/** Backups, restoring one, and upgrades. */
export const backupBlocks: readonly Block[] = [
  heading(
    { en: 'Backup, restore, upgrade', zh: '备份、恢复与升级', ja: 'バックアップ・復元・更新' },
    'backup',
  ),
  paragraph({
    en: 'Three things belong together: the database, the master key its secrets are sealed with, and the pictures. On SQLite all are in `PLANTAIN_DATA_DIR`. Either stop the gateway and copy the whole folder, or, while it runs, the database first and then what it refers to. A copy of `plantain.db` alone lacks what still stands in its log `plantain.db-wal`.',
    zh: '三者须一并备份：数据库、加密其中机密的主密钥、图片。使用 SQLite 时都在 `PLANTAIN_DATA_DIR` 中。可停止网关后复制整个目录；或在运行期间先备份数据库，再复制其引用的文件。只复制 `plantain.db` 会缺少仍在日志 `plantain.db-wal` 中的数据。',
    ja: 'データベース、その秘密を封印するマスターキー、画像の 3 つを一緒に保存します。SQLite ではすべて `PLANTAIN_DATA_DIR` にあります。ゲートウェイを止めてフォルダーごとコピーするか、稼働中ならデータベースを先に、参照先のファイルを後に保存します。`plantain.db` だけのコピーには、ログ `plantain.db-wal` にある分が欠けます。',
  }),
  code('console', backupExample),
  paragraph({
    en: 'To restore, stop the gateway and put the whole folder in place. `doctor` tells whether the master key opens the secrets, the audit whether the books are whole:',
    zh: '恢复时先停止网关，再整体替换目录。`doctor` 检查主密钥能否解开机密，审计检查账目是否完整：',
    ja: '復元するには、ゲートウェイを止めてフォルダーごと置き換えます。`doctor` はマスターキーで秘密が開けるか、監査は帳簿が揃っているかを調べます：',
  }),
  code('console', restoreExample),
  paragraph({
    en: 'On PostgreSQL, the first command keeps the database, and the second brings it back while no gateway runs:',
    zh: '使用 PostgreSQL 时，第一条命令备份数据库，第二条在没有网关运行时将其恢复：',
    ja: 'PostgreSQL では 1 行目がデータベースを保存し、2 行目がゲートウェイを止めた状態で復元します：',
  }),
  code('console', postgresBackup),
  list(
    {
      en: 'Keep `PLANTAIN_MASTER_KEY` where it is set, or `master.key`, apart from the rest: with the database it opens every credential. Without it each channel needs its credential anew (`plantain channels update ID --credential-stdin`), and each account with callbacks a new signing secret (`plantain callbacks secret rotate --account ID --grace now`); `doctor` names them.',
      zh: '`PLANTAIN_MASTER_KEY`（若已设置）或 `master.key` 应与其他内容分开保存：它与数据库一起可解开全部凭证。丢失后，每个通道须重新设置凭证（`plantain channels update ID --credential-stdin`），每个使用回调的账户须更换签名密钥（`plantain callbacks secret rotate --account ID --grace now`）；`doctor` 会逐一列出。',
      ja: '`PLANTAIN_MASTER_KEY`（設定時）または `master.key` は別に保管してください。データベースと揃うとすべての認証情報が開けます。失うと、各チャネルに認証情報の再設定（`plantain channels update ID --credential-stdin`）、コールバックを使う各アカウントに新しい署名用の秘密（`plantain callbacks secret rotate --account ID --grace now`）が必要です。対象は `doctor` が挙げます。',
    },
    {
      en: 'Pictures in a bucket are not in the folder: let the bucket keep versions, or copy it after the database.',
      zh: '存储桶中的图片不在该目录内：请启用桶的版本控制，或在备份数据库之后复制。',
      ja: 'バケットの画像はフォルダーにありません。バケットのバージョン管理を使うか、データベースの後にコピーしてください。',
    },
    {
      en: 'To upgrade: make a backup, stop every process with `SIGTERM`, install the new version, run `npx plantain doctor` (like any command it brings the database up to date), and start. An older version does not open a newer database: the way back is the backup.',
      zh: '升级：先备份，用 `SIGTERM` 停止所有进程，安装新版本，运行 `npx plantain doctor`（与任何命令一样会更新数据库），再启动。旧版本无法打开新版数据库：回退须恢复备份。',
      ja: '更新：バックアップを取り、全プロセスを `SIGTERM` で止め、新しい版を入れ、`npx plantain doctor`（他のコマンドと同じくデータベースを更新します）を実行して起動します。古い版は新しいデータベースを開けません。戻すにはバックアップを使います。',
    },
  ),
];
