import type { Place, ValueOption } from './places.js';
import { placeOfTypedWords } from './typed-words.js';

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
const listed = (candidates: readonly (readonly [string, string])[]) =>
  quoted(candidates.map(([text]) => text).join(' '));

/** A script for bash 3.2 and newer. */
export function bashScript(places: readonly Place[], values: readonly ValueOption[]): string {
  const valueCases = values.map(({ option, choices, isFile }) => {
    const does = isFile ? 'files=1' : `words=${quoted((choices ?? []).join(' '))}`;
    return `    ${option}) ${does}; _whmcs_mcp_reply; return ;;`;
  });
  const placeCases = places.map(
    ({ after, words, options, takesFile }) =>
      `    ${quoted(after)}) words=${listed(words)}; options=${listed(options)}${takesFile ? '; files=1' : ''} ;;`,
  );
  return `# Completion of whmcs-mcp for bash.
_whmcs_mcp_reply() {
  COMPREPLY=()
  [[ -z $words ]] || COMPREPLY=($(compgen -W "$words" -- "$current"))
  local file
  [[ -z $files ]] || while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$current")
}
_whmcs_mcp() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local words='' options='' files='' typed='' word skip='' i
  case $previous in
${valueCases.join('\n')}
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
${placeOfTypedWords(values, placeCases, "options='--help'")}
  if [[ $current == -* ]]; then words=$options; files=''; fi
  _whmcs_mcp_reply
}
complete -o filenames -F _whmcs_mcp whmcs-mcp
`;
}
