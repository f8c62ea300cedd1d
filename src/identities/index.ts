export {
  type Approver,
  type ApproverRows,
  type Approvers,
  createApprovers,
  InvalidApprover,
  type StoredApprover,
} from './approvers.js';
export { OPERATOR, personOf, samePerson } from './person.js';
