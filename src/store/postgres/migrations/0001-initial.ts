import { inBody } from '../body.js';

const readFrom = (name: string) => `TEXT COLLATE "C" GENERATED ALWAYS AS (${inBody('body', [name])}) STORED`;

/** Amounts are millionths, times milliseconds since 1970, flags 0 or 1. */
export const INITIAL = `
-- What calendar windows have counted. Only a sum: a month of calls must not cost a month of rows.
CREATE TABLE counter (
  bucket TEXT COLLATE "C" NOT NULL,
  starts BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  used BIGINT NOT NULL CHECK (used >= 0),
  PRIMARY KEY (bucket, starts)
);
CREATE INDEX counter_ends ON counter (ends);

-- What sliding windows count, one by one, because each leaves at its own moment.
CREATE TABLE event (
  bucket TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  reservation TEXT COLLATE "C" NOT NULL,
  until BIGINT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount >= 0),
  PRIMARY KEY (bucket, at, reservation)
);
CREATE INDEX event_until ON event (until);

-- Reservations that may still be given back, with what that takes.
CREATE TABLE hold (
  reservation TEXT COLLATE "C" PRIMARY KEY,
  takings TEXT NOT NULL,
  until BIGINT NOT NULL
);
CREATE INDEX hold_until ON hold (until);

-- The last row says whether calls are stopped; the others, who did what before.
CREATE TABLE kill_switch (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  halted BIGINT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  reason TEXT NOT NULL
);

-- Calls that wait for a person, and what became of them.
CREATE TABLE approval (
  position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  installation TEXT COLLATE "C" NOT NULL,
  tool TEXT COLLATE "C" NOT NULL,
  caller TEXT COLLATE "C" NOT NULL,
  digest TEXT COLLATE "C" NOT NULL,
  revision TEXT COLLATE "C" NOT NULL,
  rule TEXT NOT NULL,
  channels TEXT NOT NULL,
  approvers BIGINT NOT NULL CHECK (approvers >= 1),
  lifetime BIGINT NOT NULL,
  shown TEXT NOT NULL,
  snapshot TEXT,
  state TEXT COLLATE "C" NOT NULL CHECK (state IN ('pending', 'approved', 'denied', 'expired', 'used', 'void')),
  asked BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  settled BIGINT,
  note TEXT NOT NULL
);
CREATE INDEX approval_same ON approval (installation, caller, digest, state);
CREATE INDEX approval_caller ON approval (installation, caller, state);
CREATE INDEX approval_expiry ON approval (state, expires);
CREATE INDEX approval_state ON approval (state, asked);

-- One vote of each person on each request.
CREATE TABLE vote (
  approval TEXT COLLATE "C" NOT NULL REFERENCES approval (id),
  person TEXT COLLATE "C" NOT NULL,
  who TEXT COLLATE "C" NOT NULL,
  channel TEXT NOT NULL,
  voted BIGINT NOT NULL,
  yes BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (approval, person)
);

-- People who may approve. Only a salted digest of the password.
CREATE TABLE approver (
  person TEXT COLLATE "C" PRIMARY KEY,
  name TEXT NOT NULL,
  password TEXT NOT NULL,
  added BIGINT NOT NULL,
  changed BIGINT NOT NULL
);

-- What processes tell one another.
CREATE TABLE shared_value (
  name TEXT COLLATE "C" PRIMARY KEY,
  value TEXT NOT NULL,
  at BIGINT NOT NULL
);

-- What happened, each entry holding the hash of the one before. The columns after it are read out of the body, so
-- that what is searched is what the hash covers. A partition for each month is made ahead; what belongs to none of them
-- goes into the last one.
CREATE TABLE journal (
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  call TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  hash TEXT NOT NULL,
  tool ${readFrom('tool')},
  digest ${readFrom('digest')},
  PRIMARY KEY (seq, at)
) PARTITION BY RANGE (at);
CREATE TABLE journal_other PARTITION OF journal DEFAULT;
CREATE INDEX journal_at ON journal (at);
CREATE INDEX journal_call ON journal (call);
CREATE INDEX journal_tool ON journal (tool, seq);
CREATE INDEX journal_digest ON journal (digest, seq) WHERE digest IS NOT NULL;

-- Where the chain begins again after its oldest entries were cut away.
CREATE TABLE journal_cut (
  seq BIGINT PRIMARY KEY,
  hash TEXT NOT NULL,
  at BIGINT NOT NULL,
  entries BIGINT NOT NULL
);

-- Leases: who is alone with what, and until when unless they renew.
CREATE TABLE lease (
  key TEXT COLLATE "C" PRIMARY KEY,
  holder TEXT COLLATE "C" NOT NULL,
  until BIGINT NOT NULL
);
CREATE INDEX lease_holder ON lease (holder, until);
`;
