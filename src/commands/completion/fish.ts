import type { Place, ValueOption } from './places.js';

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Commands for a file in the folder \`completions\` of fish. */
export function fishScript(places: readonly Place[], values: readonly ValueOption[]): string {
  const byOption = new Map(values.map((one) => [one.option, one]));
  const lines = places.flatMap(({ after, words, options, takesFile }) => {
    const here = `complete -c whmcs-mcp -n ${quoted(`__whmcs_mcp_after ${quoted(after)}`)}`;
    const choices = (option: string) => byOption.get(option)?.choices?.join(' ');
    const ofOption = (option: string) => {
      const value = byOption.get(option);
      if (value === undefined) return '';
      if (value.isFile) return ' -r -F';
      const some = choices(option);
      return some === undefined ? ' -x' : ` -x -a ${quoted(some)}`;
    };
    return [
      ...words.map(([word, about]) => `${here} -a ${quoted(word)} -d ${quoted(about)}`),
      ...options.map(
        ([option, about]) => `${here} -l ${option.slice(2)} -d ${quoted(about)}${ofOption(option)}`,
      ),
      ...(takesFile ? [`${here} -F`] : []),
    ];
  });
  const known = places.map(({ after }) => quoted(after)).join(' ');
  return `# Completion of whmcs-mcp for fish.
function __whmcs_mcp_after
    set -l typed
    set -l skip 0
    set -l tokens (commandline -opc)
    for word in $tokens[2..-1]
        if test $skip = 1
            set skip 0
        else if contains -- $word ${values.map(({ option }) => option).join(' ')}
            set skip 1
        else if not string match -q -- '-*' $word
            set -a typed $word
        end
    end
    # What follows the name of a command changes nothing.
    while test (count $typed) -gt 1; and not contains -- "$typed" ${known}
        set -e typed[-1]
    end
    test "$typed" = $argv[1]
end
complete -c whmcs-mcp -f
${lines.join('\n')}
`;
}
