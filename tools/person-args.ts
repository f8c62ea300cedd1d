import { may } from '../src/catalog/index.js';

/** The arguments by which WHMCS is told of a person, in the order in which it documents them. */
export const PERSON_ARGS = {
  firstname: may.text(),
  lastname: may.text(),
  companyname: may.text(),
  email: may.email(),
  address1: may.text(),
  address2: may.text(),
  city: may.text(),
  state: may.text(),
  postcode: may.text(),
  country: may.country(),
  phonenumber: may.text(),
};
