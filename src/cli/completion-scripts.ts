/** Completion scripts, made from the commands there are. */
import type { CompletedCommand, CompletedOption } from './commands/completion.ts';

export function completionScript(
  shell: 'bash' | 'zsh' | 'fish',
  commands: readonly CompletedCommand[],
): string {
  if (shell === 'bash') return bash(commands);
  return shell === 'zsh' ? zsh(commands) : fish(commands);
}

function bash(commands: readonly CompletedCommand[]): string {
  const cases = commands.map(({ name, options, takesFiles, choices }) => {
    const values = options
      .filter(({ takesValue }) => takesValue)
      .map(({ flag, choices: words }) => `        ${flag}) ${bashWords(words)}; return ;;`);
    return `    ${name})
      case "$previous" in
${values.join('\n')}
      esac
      if [[ $current == -* ]]; then ${bashWords(options.map(({ flag }) => flag))}
      else ${takesFiles ? 'compopt -o default; COMPREPLY=()' : bashWords(choices)}
      fi ;;`;
  });
  return `# bash completion for ckpt
_ckpt() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  if (( COMP_CWORD == 1 )); then ${bashWords([...commands.map(({ name }) => name), '--help', '--version'])}; return; fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
}
complete -F _ckpt ckpt
`;
}

/** Offers words; nothing where any text will do. */
function bashWords(words: readonly string[]): string {
  return words.length === 0
    ? 'COMPREPLY=()'
    : `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$current"))`;
}

function zsh(commands: readonly CompletedCommand[]): string {
  const cases = commands.map(({ name, options, takesFiles, choices }) => {
    const rest = takesFiles ? "'*:file:_files'" : `'1:argument:(${choices.join(' ')})'`;
    const specs = [...options.map(zshOption), rest].map((spec) => `        ${spec}`);
    return `      ${name})\n        _arguments \\\n${specs.join(' \\\n')} ;;`;
  });
  const named = commands.map(({ name, summary }) => `    '${name}:${zshText(summary)}'`);
  return `#compdef ckpt
# zsh completion for ckpt
_ckpt() {
  local -a commands=(
${named.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
  else
    local command=$words[2]
    shift words
    (( CURRENT-- ))
    case $command in
${cases.join('\n')}
    esac
  fi
}
compdef _ckpt ckpt
`;
}

function zshOption({ flag, summary, takesValue, choices }: CompletedOption): string {
  const value = takesValue ? `:value:${choices.length > 0 ? `(${choices.join(' ')})` : ''}` : '';
  return `'*${flag}[${zshText(summary)}]${value}'`;
}

function zshText(text: string): string {
  return text.replaceAll("'", "'\\''").replaceAll(/[[\]:]/g, (character) => `\\${character}`);
}

function fish(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const lines = commands.flatMap(({ name, summary, options, takesFiles, choices }) => {
    const here = `complete -c ckpt -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c ckpt -f -n 'not __fish_seen_subcommand_from ${names}' -a ${name} -d '${fishText(summary)}'`,
      ...(takesFiles ? [`${here} -F`] : [`${here} -f -a '${choices.join(' ')}'`]),
      ...options.map((option) => `${here} ${fishOption(option)}`),
    ];
  });
  return `# fish completion for ckpt\n${lines.join('\n')}\n`;
}

function fishOption({ flag, summary, takesValue, choices }: CompletedOption): string {
  const value = takesValue ? (choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : ' -x') : '';
  return `-l ${flag.slice(2)}${value} -d '${fishText(summary)}'`;
}

function fishText(text: string): string {
  return text.replaceAll("'", "\\'");
}
