import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { askedWrongly, harmlessOf, leftOpenTable, scoreOf, successesOf, tableOf } from './card.js';
import { TASKS } from './desk/index.js';
import { GOALS, LEFT_OPEN } from './goals/index.js';
import { play } from './play.js';
import { NO_GUARD_NAME, SHIPPED } from './policies.js';

const HELP = `npm run scorecard -- [options]
  --policy NAME   only this policy (may be repeated): ${[NO_GUARD_NAME, ...SHIPPED].join(', ')}
  --goal ID       only this goal (may be repeated)
  --task ID       only this task (may be repeated)
  --only WHAT     attacks or tasks
  --every N       every Nth attack and task alone
  --lanes N       servers at the same time; 3 when left out
  --json          the scores and every run as JSON
  --docs          write the table into docs/scorecard.md
`;

const DOCS = 'docs/scorecard.md';
const say = (text: string) => process.stdout.write(`${text}\n`);

const { values } = parseArgs({
  options: {
    policy: { type: 'string', multiple: true },
    goal: { type: 'string', multiple: true },
    task: { type: 'string', multiple: true },
    only: { type: 'string' },
    every: { type: 'string' },
    lanes: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    docs: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  const policies = values.policy ?? [NO_GUARD_NAME, ...SHIPPED];
  const started = Date.now();
  const goals =
    values.goal ?? (values.only === 'attacks' ? [...GOALS, ...LEFT_OPEN].map(({ id }) => id) : undefined);
  const tasks = values.task ?? (values.only === 'tasks' ? TASKS.map(({ id }) => id) : undefined);
  const { outcomes, works } = await play({
    policies,
    ...(goals === undefined ? {} : { goals }),
    ...(tasks === undefined ? {} : { tasks }),
    ...(values.every === undefined ? {} : { every: Number(values.every) }),
    lanes: Number(values.lanes),
    tell: (done, all) => {
      if (process.stderr.isTTY || done % 100 === 0) process.stderr.write(`\r${done} of ${all} `);
    },
  });
  process.stderr.write('\n');
  const scores = policies.map((policy) => scoreOf(policy, outcomes, works));
  const shipped = policies.filter((policy) => policy !== NO_GUARD_NAME);
  const reasons = new Map(LEFT_OPEN.map(({ id, leftOpen = '' }) => [id, leftOpen]));
  const faults = outcomes.flatMap(({ policy, fault }) =>
    fault === undefined ? [] : [`${policy}: ${fault}`],
  );
  if (values.json) say(JSON.stringify({ scores, outcomes, works }, null, 1));
  else {
    say(tableOf(scores));
    const successes = successesOf(outcomes, shipped);
    if (successes !== '') say(`\nAttacks that came through:\n${successes}`);
    const wanted = new Set(TASKS.filter(({ wantsPerson }) => wantsPerson).map(({ id }) => id));
    const wrong = askedWrongly(
      works.filter(({ policy }) => policy !== NO_GUARD_NAME),
      wanted,
    );
    if (wrong !== '') say(`\n${wrong}`);
    const harmless = harmlessOf(outcomes, NO_GUARD_NAME);
    if (harmless !== '') say(`\nHarmless even without a guard:\n${harmless}`);
    if (outcomes.some(({ leftOpen }) => leftOpen)) say(`\n${leftOpenTable(outcomes, reasons, policies)}`);
    const undone = works.filter(({ done, refused, mood }) => !done && !refused && mood !== 'attacked');
    if (undone.length > 0)
      say(
        `\nNot done even with a person:\n${undone.map(({ policy, mood, task, why }) => `${policy}, ${mood}: ${task}: ${why ?? ''}`).join('\n')}`,
      );
    say(
      `\n${outcomes.length} attacks and ${works.length} tasks in ${Math.round((Date.now() - started) / 1000)} s.`,
    );
  }
  if (values.docs) {
    const fresh = `${tableOf(scores)}\n\n${leftOpenTable(outcomes, reasons, policies)}`;
    writeFileSync(
      DOCS,
      readFileSync(DOCS, 'utf8').replace(
        /(<!-- scorecard:start -->\n)[\s\S]*(<!-- scorecard:end -->)/,
        (_, start, end) => `${start}${fresh}\n${end}`,
      ),
    );
  }
  if (faults.length > 0) {
    process.stderr.write(
      `The texts of these runs did not reach the agent, so they show nothing:\n${[...new Set(faults)].join('\n')}\n`,
    );
    process.exitCode = 2;
  }
}

if (values.help) say(HELP);
else await main();
