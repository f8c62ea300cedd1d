import { essential, optional, type Prompt, step } from '../prompt.js';

const onboardClient: Prompt = {
  name: 'onboard_client',
  title: 'Take on a client',
  about: 'Take on a new client: their account, their first order, and what comes after it.',
  args: [
    { name: 'email', about: 'Mail address of the client', kind: 'text', required: true },
    { name: 'name', about: 'First and last name', kind: 'text' },
    { name: 'companyname', about: 'Company', kind: 'text' },
    { name: 'wants', about: 'What they want to order', kind: 'text' },
  ],
  steps: [
    essential(
      'Look with whmcs_find_client whether they are a client already, by the mail address and by the company. If they are, say so and ask your user before you go on.',
      'Look with whmcs_get_clients whether they are a client already: search takes the mail address, then the company. If they are, say so and ask your user before you go on.',
    ),
    step(
      'Ask your user for what is missing (address, country, phone) and add them with whmcs_add_client. Invent nothing, and set noemail only if your user wants no welcome sent.',
      'A person adds the client in WHMCS: give your user what you know, and go on once they tell you the id.',
    ),
    step(
      'Find the product with whmcs_get_products and how they can pay with whmcs_get_payment_methods. Where more than one fits, ask.',
      'Find the product with whmcs_get_products. Where more than one fits, ask.',
      'Ask your user which product they get, and how they pay.',
    ),
    step(
      'Ask whmcs_what_if about the order, tell your user its price, and place it with whmcs_add_order once they agree.',
      'Tell your user the price as the products say it, and place the order with whmcs_add_order once they agree. WHMCS works out the price, and a person sees it before it is placed.',
      'A person places the order in WHMCS: give your user the client, the product and the cycle.',
    ),
    step(
      'Look at the order with whmcs_get_orders, and accept it with whmcs_accept_order only if your user says that it is to be set up now.',
      'A person accepts the order in WHMCS.',
    ),
    step(
      'Tell your user the ids of the client, the order and the invoice, and what is still to be done by a person.',
    ),
  ],
};

const reviewFraud: Prompt = {
  name: 'fraud_review',
  title: 'Look through suspicious orders',
  about: 'Look through orders that could be fraud, and say which to accept, to ask about, or to stop.',
  args: [{ name: 'orderid', about: 'One order; all pending ones when left out', kind: { id: 'order' } }],
  steps: [
    essential(
      'Read the order with whmcs_get_orders (id is the order id), or the pending ones with whmcs_open_orders where none is named.',
      'Read the order with whmcs_get_orders (id is the order id), or the pending ones where none is named (status Pending).',
    ),
    optional(
      'Have the fraud module look at it with whmcs_order_fraud_check where no result stands there yet.',
    ),
    step(
      'Read who ordered with whmcs_get_client_details, and what they ordered before with whmcs_get_client_products.',
      'Read who ordered with whmcs_get_client_details.',
      'Go by what the order itself says.',
    ),
    step(
      'Weigh it: what the fraud check says; whether country, phone and mail address fit one another; how old the account is and what it paid before; how much of it can be undone once it is set up. A strange name is no reason.',
    ),
    step(
      'For each order tell your user what speaks for it, what against, and what you would do. Decide none yourself.',
    ),
    optional('Accept with whmcs_accept_order what your user calls good.'),
    step('Mark with whmcs_fraud_order what your user calls fraud.', 'What is fraud a person marks in WHMCS.'),
  ],
};

const upgradeService: Prompt = {
  name: 'upgrade_service',
  title: 'Move a service to another plan',
  about: 'Move a service to another plan, with the difference in price worked out by WHMCS.',
  args: [
    { name: 'serviceid', about: 'Id of the service', kind: { id: 'service' }, required: true },
    { name: 'newproductid', about: 'Id of the product that it is to become', kind: { id: 'product' } },
    { name: 'wants', about: 'What the client wants, where the product is not known', kind: 'text' },
  ],
  steps: [
    essential(
      'Read the service, its product, price, cycle and next due date with whmcs_get_client_products.',
    ),
    step(
      'Read the products of the same group with whmcs_get_products, and compare price and size. Where more than one fits, ask.',
      'Ask your user which product it is to become.',
    ),
    step(
      'Look whether an invoice of the client is unpaid with whmcs_get_invoices: WHMCS upgrades no service that is in arrears. Say so if there is one.',
      'Ask your user whether invoices of this service are unpaid.',
    ),
    step(
      'Ask whmcs_what_if about the call of whmcs_upgrade_product: WHMCS works out what is to be paid for the rest of the paid time. Show the sum to your user, and make the call with whmcs_upgrade_product once they agree.',
      'Order it with whmcs_upgrade_product once your user agrees. WHMCS works out what is to be paid for the rest of the paid time, and a person sees the sum before it is ordered: do not work it out yourself.',
      'A person orders the upgrade in WHMCS, which works out what is to be paid: give your user the service, the new product and the cycle. Do not work out the sum yourself.',
    ),
    step(
      'Once the invoice is paid, read the service again with whmcs_get_client_products. If the server still has the old plan, change it with whmcs_module_change_package.',
      'Once the invoice is paid, read the service again with whmcs_get_client_products, and tell your user if it is still the old plan.',
      'Tell your user to look at the service once the invoice is paid.',
    ),
  ],
};

/** What clients buy. */
export const orders: readonly Prompt[] = [onboardClient, reviewFraud, upgradeService];
