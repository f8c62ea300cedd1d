import { PROBES, type ProbeName } from '../../whmcs/probing/index.js';
import type { Answer, Answers } from '../answers.js';
import { bad, doubtful, type Finding, good, skipped } from '../finding.js';
import { inGroups, type Needs, ROLE_PAGE } from './needs.js';

const isProbe = (action: string): action is ProbeName => Object.hasOwn(PROBES, action);

/** What only doctor asks: to have them is no fault, and the page of roles may not even list them. */
const FOR_DOCTOR: ReadonlySet<ProbeName> = new Set(['WhmcsDetails', 'GetAdminDetails', 'GetProductGroups']);

interface Asked {
  readonly action: ProbeName;
  readonly answer: Answer;
}

const named = (asked: readonly Asked[], is: Answer['is']): string[] =>
  asked.filter(({ answer }) => answer.is === is).map(({ action }) => action);

async function askAll(answers: Answers, actions: readonly ProbeName[]): Promise<Asked[]> {
  const asked: Asked[] = [];
  // One after the other: a burst of refusals is what hosts ban for.
  for (const action of actions) asked.push({ action, answer: await answers.ask(action) });
  return asked;
}

const counted = (actions: readonly string[]) => `${actions.length} action${actions.length === 1 ? '' : 's'}`;
const listed = (actions: readonly string[]) => ({ actions: actions.join(', ') });

function lacking(asked: readonly Asked[], needs: Needs): Finding {
  const lacks = named(asked, 'denied');
  if (lacks.length === 0)
    return good('role-lacks', `The API role allows all ${asked.length} actions that were asked for.`);
  const tools = [...new Set(lacks.flatMap((action) => needs.get(action) ?? []))];
  return bad(
    'role-lacks',
    `The API role lacks ${counted(lacks)} that ${tools.length === 1 ? 'a tool' : `${tools.length} tools`} of the present policy need${tools.length === 1 ? 's' : ''}: ${lacks.join(', ')}.`,
    `In WHMCS: ${ROLE_PAGE} > edit the role of the credential, and check ${inGroups(lacks)}. Or hide in the policy what nobody uses: ${tools.join(', ')}.`,
    listed(lacks),
  );
}

function missing(asked: readonly Asked[]): Finding[] {
  const absent = named(asked, 'absent');
  return absent.length === 0
    ? []
    : [
        bad(
          'role-absent',
          `This WHMCS has no ${absent.join(', ')}.`,
          'Update WHMCS, or hide the tools that need them in the policy.',
          listed(absent),
        ),
      ];
}

function untold(asked: readonly Asked[], needs: Needs): Finding[] {
  const unprobed = [...needs.keys()].filter((action) => !isProbe(action));
  const lost = named(asked, 'lost');
  const strange = asked
    .filter(({ action, answer }) => PROBES[action].kind === 'write' && answer.is === 'success')
    .map(({ action }) => action);
  return [
    ...(strange.length === 0
      ? []
      : [
          doubtful(
            'role-probe',
            `WHMCS answered success to ${strange.join(', ')}, asked for a record that can not exist.`,
            'Look into its activity log for what it did at this minute, and tell the makers of whmcs-mcp.',
            listed(strange),
          ),
        ]),
    ...(unprobed.length + lost.length === 0
      ? []
      : [
          skipped(
            'role-unknown',
            [
              ...(unprobed.length === 0
                ? []
                : [`Not probed, as no call is certain to change nothing: ${unprobed.join(', ')}.`]),
              ...(lost.length === 0 ? [] : [`No usable answer: ${lost.join(', ')}.`]),
            ].join(' '),
            listed([...unprobed, ...lost]),
          ),
        ]),
  ];
}

/** Whether the API role allows what the present policy needs. Rejects with a ShutOut. */
export async function* checkRole(answers: Answers, needs: Needs): AsyncGenerator<Finding> {
  const asked = await askAll(answers, [...needs.keys()].filter(isProbe));
  yield lacking(asked, needs);
  yield* missing(asked);
  yield* untold(asked, needs);
}

/** Whether the API role allows what nobody needs. Asks for everything else there is: many refusals in a row. */
export async function* checkExcess(answers: Answers, needs: Needs): AsyncGenerator<Finding> {
  const others = (Object.keys(PROBES) as ProbeName[]).filter(
    (action) => !needs.has(action) && !FOR_DOCTOR.has(action),
  );
  const asked = await askAll(answers, others);
  const allowed = [...named(asked, 'success'), ...named(asked, 'refused')].sort();
  if (allowed.length === 0) {
    yield good('role-excess', `The API role allows none of ${others.length} others that were asked for.`);
    return;
  }
  const writes = allowed.filter((action) => isProbe(action) && PROBES[action].kind === 'write');
  const dangerous = writes.length === 0 ? '' : ` What changes something among them: ${writes.join(', ')}.`;
  yield doubtful(
    'role-excess',
    `The API role allows ${counted(allowed)} that no tool of the present policy needs.${dangerous}`,
    `In WHMCS: ${ROLE_PAGE} > edit the role of the credential, and uncheck ${inGroups(allowed)}. whmcs-mcp doctor --role lists what is needed.`,
    listed(allowed),
  );
}
