import { asItLooks } from './look-alikes.js';

/** What somebody is told to do, and what the work here is about, in one language. */
interface Words {
  readonly verbs: string;
  readonly things: string;
  /** No blanks between words: found anywhere, and not only where a word begins. */
  readonly unspaced?: true;
}

/**
 * Languages whose orders the vocabulary can't weigh word by word: verbs come last, words take endings or prefixes, or
 * no blank stands between them. Stems; an order has one of the verbs and one of the things. Words that are names of many
 * people or companies are left out.
 */
const LANGUAGES: readonly Words[] = [
  // Arabic
  {
    verbs: 'اعد ارجع استرد احذف امسح الغ الغي حول ارسل افتح غير سدد ادفع اعط تجاهل انقل',
    things:
      'مبلغ المبلغ مال المال فاتوره فاتورة الفاتورة عميل العميل زبون كلمة حساب الحساب رصيد الرصيد الطلب الدين نطاق',
  },
  // Persian
  { verbs: 'برگردان بفرست حذف لغو بپرداز پاک', things: 'پول مبلغ فاکتور صورتحساب مشتری رمز حساب سفارش' },
  // Hebrew
  {
    verbs: 'החזר מחק בטל שלח העבר זכה תן התעלם',
    things: 'כסף הכסף לקוח הלקוח חשבונית החשבונית סיסמה הסיסמה סיסמא חשבון החשבון יתרה הזמנה',
  },
  // Hindi
  {
    verbs: 'वापस हटा भेज रद्द मिटा बदल चुका अनदेखा',
    things: 'पैसा पैसे ग्राहक चालान इनवॉइस पासवर्ड खाता खाते राशि ऑर्डर बैलेंस',
  },
  // Greek
  {
    verbs:
      'επιστρεψ επεστρεψ διαγραψε στειλε ακυρωσε πληρωσε αλλαξε μεταφερε πιστωσε αγνοησε ξεκλειδωσε δωσε',
    things: 'χρημα λεφτα τιμολογι πελατ κωδικ λογαριασμ υπολοιπ παραγγελι',
  },
  // Ukrainian and Russian
  {
    verbs:
      'видал поверн надішл скасу сплат перека зміни спиш обнул зарах передай удал верн пришл отправ измени закрой прости скинь спиши',
    things:
      'гроші грошей кошти рахун клієнт пароль баланс замовлен борг счет деньг клиент парол заказ долг домен',
  },
  // Turkish
  {
    verbs: 'iade sil gonder iptal odeyin degistir aktar onayla ver',
    things: 'para musteri fatura sifre hesab bakiye',
  },
  // Vietnamese
  { verbs: 'hoan xoa gui huy chuyen', things: 'tien khach hoa&don mat&khau tai&khoan' },
  // Indonesian
  {
    verbs: 'kembalikan hapus kirim batalkan ubah bayar',
    things: 'uang pelanggan faktur tagihan sandi akun pesanan saldo',
  },
  // Swedish, Danish, Norwegian
  {
    verbs: 'betala radera skicka avboka ta&bort aterbetala slet betal refunder annuller tilbakebetal',
    things: 'kund faktura losenord konto order saldo pengar adgangskode passord penge',
  },
  // Finnish
  { verbs: 'poista palauta laheta maksa', things: 'asiak lasku salasana rahat tili tilaus' },
  // Czech and Slovak
  {
    verbs: 'vrat smaz zmaz posli zrus zaplat zmen',
    things: 'peniz klient zakazni faktur heslo ucet ucty objednav',
  },
  // Hungarian
  { verbs: 'torold utald kuldd fizesd modosits', things: 'ugyfel penz szamla jelszo fiok rendeles' },
  // Romanian
  { verbs: 'sterge ramburseaza trimite anuleaza plateste', things: 'client factur bani parola cont comanda' },
  // Thai
  { verbs: 'คืน ลบ ส่ง ยกเลิก โอน เปลี่ยน จ่าย', things: 'เงิน ลูกค้า ใบแจ้งหนี้ รหัส บัญชี คำสั่งซื้อ', unspaced: true },
  // Chinese
  {
    verbs: '退 删 刪 发给 發給 发我 发送 给我 給我 改成 改为 转给 轉給 清零 免除 付清',
    things: '钱 錢 款 密码 密碼 客户 客戶 账单 帳單 订单 訂單 余额 餘額 账户 帳戶',
    unspaced: true,
  },
  // Japanese
  {
    verbs: '消し 送っ 送れ 変更し 払い戻 無効に 解除し 教え',
    things: '顧客 請求書 パスワード お金 注文 アカウント 残高 代金',
    unspaced: true,
  },
  // Korean
  {
    verbs: '지워 보내 바꿔 취소 해제 돌려 알려',
    things: '고객 청구서 비밀번호 돈 주문 계정 잔액',
    unspaced: true,
  },
];

const stems = (words: string) =>
  words
    .split(' ')
    .map((word) => asItLooks(word).replaceAll('&', ' '))
    .join('|');

const found = (words: string, unspaced: true | undefined) =>
  new RegExp(unspaced ? stems(words) : `(?<![\\p{L}\\p{N}])(?:${stems(words)})`, 'u');

interface Orders {
  readonly anyVerb: RegExp;
  /** The same for texts of ASCII, which have none of most alphabets. */
  readonly anyAsciiVerb: RegExp;
  readonly languages: readonly { readonly verb: RegExp; readonly thing: RegExp }[];
}

const ASCII = /^[\n -~]*$/;

let orders: Orders | undefined;

/** Made of the words with the first text that is looked at: that takes longer than most of what a start does. */
function ordersOf(): Orders {
  const languages = LANGUAGES.map(({ verbs, things, unspaced }) => ({
    verb: found(verbs, unspaced),
    thing: found(things, unspaced),
  }));
  const inAscii = LANGUAGES.filter(({ unspaced }) => unspaced === undefined)
    .flatMap(({ verbs }) => stems(verbs).split('|'))
    .filter((stem) => ASCII.test(stem));
  return {
    languages,
    anyVerb: new RegExp(languages.map(({ verb }) => verb.source).join('|'), 'u'),
    anyAsciiVerb: new RegExp(`(?<![a-z\\d])(?:${inAscii.join('|')})`),
  };
}

/** Whether somebody is told to do something, in a language that is not weighed word by word. */
export function isOrderElsewhere(text: string): boolean {
  if (text.length < 4) return false;
  // Capitals first: a capital may look like another letter than the small one.
  const looks = asItLooks(text.toLowerCase()).replace(/[-_.'’@,\s]+/g, ' ');
  orders ??= ordersOf();
  const { anyVerb, anyAsciiVerb, languages } = orders;
  const isPossible = (ASCII.test(looks) ? anyAsciiVerb : anyVerb).test(looks);
  return isPossible && languages.some(({ verb, thing }) => verb.test(looks) && thing.test(looks));
}

const CODED = /^(?:[\da-f]{2}){8,}$|^[\w+/-]{16,}={0,2}$/i;
const HEX = /^[\da-f]+$/i;
/** Words of a sentence: letters, blanks and little else. */
const SAID = /^(?=.*[a-z]{2}.* .*[a-z])[ -~]{8,}$/i;

/** Whether a word that looks like a key or an id holds a sentence, in hexadecimal figures or base64. */
export const isSentenceInCode = (text: string): boolean =>
  CODED.test(text) && SAID.test(Buffer.from(text, HEX.test(text) ? 'hex' : 'base64').toString('utf8'));
