import { threeWays } from '../examples.ts';
import { type GuidePicture, guidePrompts } from '../guide-prompts.ts';
import type { Words } from '../language.ts';
import { type Block, code, heading, list, note, type Page, paragraph } from '../page.ts';
import type { SiteInput } from '../site-input.ts';

/** How to say what picture is meant. */
export function promptGuidePage({ origin }: SiteInput): Page {
  return {
    path: '/docs/prompt-guide',
    title: { en: 'Prompt guide', zh: '提示词指南', ja: 'プロンプトガイド' },
    summary: {
      en: 'Describe the scene in sentences rather than listing words: these models understand language first.',
      zh: '用句子描述画面，而不是罗列关键词：这些模型首先理解语言。',
      ja: '単語を並べるのではなく、場面を文章で描写してください。これらのモデルはまず言葉を理解します。',
    },
    blocks: [
      note({
        en: 'The pictures here were drawn by the sandbox, which shows how a prompt is framed, not how a model paints. Prompts are in English; the models take other languages, too.',
        zh: '本页图片由沙箱绘制，展示的是提示词与构图，而非模型的画质。示例提示词为英文，模型同样支持其他语言。',
        ja: 'このページの画像はサンドボックスが描いたもので、構図を示すものであり、モデルの画質ではありません。例は英語ですが、他の言語でも使えます。',
      }),
      ...guide(
        'photo',
        { en: 'Photographs', zh: '写实照片', ja: '写真のような画像' },
        {
          en: 'Write like a photographer: the subject, the light, the lens, the angle, and what is in focus.',
          zh: '像摄影师一样写：主体、光线、镜头、角度与焦点。',
          ja: '写真家のように書きます。被写体、光、レンズ、角度、ピントの位置。',
        },
      ),
      ...guide(
        'sticker',
        { en: 'Stickers and illustrations', zh: '贴纸与插画', ja: 'ステッカーとイラスト' },
        {
          en: 'Name the style, the outlines and the shading, and ask for a plain background. The models make no transparency: cut it out afterwards.',
          zh: '写明风格、线条与上色方式，并要求纯色背景。模型不生成透明背景，请在后期抠图。',
          ja: '画風、輪郭線、陰影を指定し、無地の背景を求めます。透過は生成できないため、後で切り抜いてください。',
        },
      ),
      ...guide(
        'lettering',
        { en: 'Words in the picture', zh: '画面中的文字', ja: '画像内の文字' },
        {
          en: 'Put the words in quotation marks, keep them short, and describe the letters rather than naming a font. Nano Banana Pro is best at long text.',
          zh: '把文字放进引号，保持简短，描述字体的样子而非字体名。长文字请用 Nano Banana Pro。',
          ja: '文字は引用符で囲み、短くし、フォント名ではなく字の特徴を書きます。長い文字には Nano Banana Pro が最適です。',
        },
      ),
      ...guide(
        'product',
        { en: 'Products', zh: '商品图', ja: '商品写真' },
        {
          en: 'Say what the thing is made of, what it stands on, how it is lit, and from where it is seen.',
          zh: '说明材质、承托面、布光方式与拍摄角度。',
          ja: '素材、置かれた面、ライティング、視点を書きます。',
        },
      ),
      ...guide(
        'space',
        { en: 'Room for text', zh: '留白', ja: '余白を残す' },
        {
          en: 'For a background, say where the subject stands and that the rest stays empty.',
          zh: '制作背景时，说明主体位置，并要求其余部分留空。',
          ja: '背景用には、被写体の位置と、残りを空けることを明記します。',
        },
      ),
      ...guide(
        'edit',
        { en: 'Change one thing', zh: '局部修改', ja: '一部だけを変える' },
        {
          en: 'With a reference picture, say what changes and what stays. One change per request keeps the rest stable.',
          zh: '提供参考图，说明要改什么、保留什么。一次只改一处，其余部分更稳定。',
          ja: '参照画像を渡し、変える点と残す点を書きます。1 回に 1 か所にすると、他の部分が安定します。',
        },
      ),
      heading({ en: 'Several references', zh: '多张参考图', ja: '複数の参照画像' }),
      list(
        {
          en: 'Refer to them by their order: “the dress of the first picture on the woman of the second”.',
          zh: '按顺序指代：“让第二张图中的女士穿上第一张图的连衣裙”。',
          ja: '順番で指し示します：「1 枚目のドレスを 2 枚目の女性に」。',
        },
        {
          en: 'Without `aspect_ratio` the result takes the shape of the last reference.',
          zh: '未指定 `aspect_ratio` 时，结果沿用最后一张参考图的宽高比。',
          ja: '`aspect_ratio` を省略すると、最後の参照画像の比率になります。',
        },
        {
          en: 'Every [model page](/docs) says how many references it takes, and which number was checked.',
          zh: '各[模型页](/docs)注明可用的参考图数量及已检查的数量。',
          ja: '使える枚数と検査済みの枚数は各[モデルのページ](/docs)にあります。',
        },
      ),
      heading({ en: 'When it does not work', zh: '效果不理想时', ja: 'うまくいかないとき' }),
      list(
        {
          en: 'An answer of words only: ask for an image explicitly, “Draw …”, “Create an image of …”.',
          zh: '只返回文字：明确要求图片，例如“画一张……”。',
          ja: 'テキストだけが返る：「…の画像を描いて」と明示します。',
        },
        {
          en: '`content_blocked`: leave out names of persons and brands, and describe instead.',
          zh: '`content_blocked`：去掉人名与品牌名，改为描述。',
          ja: '`content_blocked`：人名やブランド名を避け、特徴を描写します。',
        },
        {
          en: 'Say what you want rather than what you do not: “an empty street”, not “no cars”.',
          zh: '描述想要的，而不是不想要的：写“空荡的街道”,而非“没有汽车”。',
          ja: '避けたいものより、欲しいものを書きます。「車なし」ではなく「人けのない通り」。',
        },
      ),
      paragraph({ en: 'Try one:', zh: '试一试：', ja: '試してみましょう：' }),
      threeWays({
        url: `${origin}/v1/images/generations`,
        body: { model: 'nano-banana-2', prompt: guidePrompts.space, aspect_ratio: '16:9' },
        prints: /\/task-artifacts\//,
      }),
    ],
  };
}

function guide(picture: GuidePicture, title: Words, advice: Words): Block[] {
  const prompt = guidePrompts[picture];
  return [
    heading(title),
    paragraph(advice),
    code('prompt', prompt),
    {
      kind: 'picture',
      file: `pictures/${picture}.webp`,
      alt: {
        en: `The sandbox’s picture of the prompt above: ${title.en}`,
        zh: `沙箱为上述提示词绘制的图片：${title.zh}`,
        ja: `上のプロンプトをサンドボックスが描いた画像：${title.ja}`,
      },
      caption: {
        en: 'Drawn by the sandbox, 16:9.',
        zh: '由沙箱绘制，16:9。',
        ja: 'サンドボックスによる描画、16:9。',
      },
    },
  ];
}
