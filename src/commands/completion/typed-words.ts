import type { ValueOption } from './places.js';

/**
 * Lines that bash and zsh share. First the end of a loop over the words before the cursor, which leaves in `$typed` those that are neither
 * an option nor its value; then a loop that takes words off its end until one of the cases knows what is left.
 *
 * @param otherwise what is done where none does
 */
export const placeOfTypedWords = (
  values: readonly ValueOption[],
  placeCases: readonly string[],
  otherwise: string,
): string => `    if [[ -n $skip ]]; then skip=''; continue; fi
    case $word in
      ${values.map(({ option }) => option).join('|')}) skip=1 ;;
      -*) ;;
      *) typed="\${typed:+$typed }$word" ;;
    esac
  done
  while :; do
    case $typed in
${placeCases.map((line) => `  ${line}`).join('\n')}
      *' '*) typed=\${typed% *}; continue ;;
      *) ${otherwise} ;;
    esac
    break
  done`;
