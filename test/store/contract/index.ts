import { describe } from 'vitest';
import { approvalContract } from './approvals.js';
import { approverContract } from './approvers.js';
import { callerMemoryContract, taintContract } from './callers.js';
import { callContract } from './calls.js';
import { consoleSessionContract } from './console-sessions.js';
import { counterLaws } from './counter-laws.js';
import { counterContract } from './counters.js';
import { amountContract, windowContract } from './counting.js';
import { type Engine, freshState } from './engine.js';
import { heldContract } from './held.js';
import { journalContract } from './journal.js';
import { killSwitchContract } from './kill-switch.js';
import { leaseContract } from './leases.js';
import { planContract } from './plans.js';
import { policyContract } from './policies.js';
import { sharedValueContract } from './shared-values.js';
import { storeFaceContract } from './store.js';
import { tokenContract } from './tokens.js';

/** What every engine has to do, face by face. */
export function storeContract(engine: Engine): void {
  describe(`${engine.name}:`, () => {
    const current = freshState(engine);
    describe('counters:', () => {
      counterContract(current);
      windowContract(current.store);
      amountContract(current.store);
    });
    describe('approvals:', () => approvalContract(current));
    describe('plans:', () => planContract(current));
    describe('held calls:', () => heldContract(current));
    describe('journal:', () => journalContract(current));
    describe('calls:', () => callContract(current));
    describe('leases:', () => leaseContract(current));
    describe('kill switch:', () => killSwitchContract(current));
    describe('shared values:', () => sharedValueContract(current));
    describe('approvers:', () => approverContract(current));
    describe('console sessions:', () => consoleSessionContract(current));
    describe('tokens:', () => tokenContract(current));
    describe('taint:', () => taintContract(current));
    describe('caller memory:', () => callerMemoryContract(current));
    describe('policies:', () => policyContract(current));
    describe('store:', () => storeFaceContract(current));
  });
  describe(`${engine.name}, laws:`, () => counterLaws(engine));
}
