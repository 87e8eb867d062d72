import { Argument, Command } from 'commander';

const shells = ['bash', 'zsh', 'fish'] as const;

/** Scripts that complete commands and options; made from the commands themselves. */
export function completionCommand(): Command {
  return new Command('completion')
    .description('Print a completion script: source <(plantain completion bash)')
    .addArgument(new Argument('<shell>').choices(shells))
    .action((shell: (typeof shells)[number], _options: unknown, command: Command) => {
      console.log(scripts[shell](wordsByPath(command.parent as Command)).trimEnd());
    });
}

/** What may follow a command. */
interface Follows {
  readonly words: readonly string[];
  /** It takes arguments of its own, no further command: the same may follow after any of them. */
  readonly isLast: boolean;
}

/** By what was typed: `keys` → create, list, … */
function wordsByPath(program: Command): Map<string, Follows> {
  const found = new Map<string, Follows>();
  const visit = (command: Command, path: string) => {
    const names = command.commands.map((child) => child.name());
    const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
    const options = command.options.flatMap(({ long }) => (long ? [long] : []));
    found.set(path, { words: [...names, ...choices, ...options, '--help'], isLast: names.length === 0 });
    for (const child of command.commands) visit(child, `${path} ${child.name()}`.trim());
  };
  visit(program, '');
  return found;
}

const cases = (follows: Map<string, Follows>) =>
  [...follows]
    .map(([path, { words, isLast }]) => {
      const pattern = isLast ? `"${path}"|"${path} "*` : `"${path}"`;
      return `    ${pattern}) words="${words.join(' ')}" ;;`;
    })
    .join('\n');

/** Options and what follows them do not say where in the tree of commands one is. */
const findPath = `  local path="" words="" word
  for word in "\${typed[@]}"; do
    case "$word" in -*) break ;; esac
    path="\${path:+$path }$word"
  done
  case "$path" in`;

const scripts = {
  bash: (words: Map<string, Follows>) => `_plantain() {
  local typed=("\${COMP_WORDS[@]:1:COMP_CWORD-1}")
${findPath}
${cases(words)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _plantain plantain
`,
  zsh: (words: Map<string, Follows>) => `#compdef plantain
_plantain() {
  local typed=("\${words[@]:1:$((CURRENT - 2))}")
${findPath.replace('words="" word', 'found="" word')}
${cases(words).replaceAll('words=', 'found=')}
  esac
  compadd -- \${(s: :)found}
}
compdef _plantain plantain
`,
  fish: (words: Map<string, Follows>) =>
    `complete -c plantain -f\n${[...words]
      .map(([path, { words: list, isLast }]) => {
        const typed = `"$(string join ' ' -- (string match -v -- '-*' (commandline -opc)[2..]))"`;
        const condition = isLast
          ? `string match -qr '^${path}( |$)' -- ${typed}`
          : `test ${typed} = "${path}"`;
        return `complete -c plantain -n '${condition.replaceAll("'", "\\'")}' -a "${list.join(' ')}"`;
      })
      .join('\n')}\n`,
};
