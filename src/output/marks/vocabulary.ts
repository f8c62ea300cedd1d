/**
 * What a word can be in an order to an assistant.
 * - `verb`: what somebody is told to do, where it begins a clause.
 * - `urge`: a word that makes an order of what stands beside it.
 * - `cue`: a pronoun or a word of number and time, of which sentences are full and names nearly free.
 * - `thing`: what the work here is about.
 * - `glue`: an article, a preposition, a conjunction.
 */
export type Part = 'verb' | 'urge' | 'cue' | 'thing' | 'glue';

/** In the spelling of `asItLooks`: small letters, no accents. English first, then de fr es it nl pt pl. */
const WORDS: Readonly<Record<Part, string>> = {
  verb: `
    accept act add allow approve ask assign authorise authorize bypass call cancel change charge close confirm copy create
    credit deactivate delete deliver disable disclose disregard do drop dump email enable erase execute export fetch
    forget forward follow give grant hand hide ignore inform issue let list lower mail make mark move obey open output
    override overwrite pay post pretend print provide publish purge push put raise read refund register release remove
    reopen reply report reset respond reveal run say send set share show skip stop suspend switch tell terminate transfer
    treat turn unlock unsuspend update upgrade use verify waive wipe wire write
    answer apply block book bring bump clear cut double downgrade edit end enter get invite invoice lock merge modify
    notify paste point promise quote record reduce refuse reject rename renew replace resend restart restore return
    revert rewrite settle sign start subtract swap take undo void withdraw
    uberweise uberweisen sende senden schicke schicken losche loschen storniere stornieren kundige genehmige genehmigen
    erstatte zahle bezahle andere leite verschiebe ignoriere vergiss sperre entsperre gib setze buche mach mache nimm
    schick schreib schreibe stell stelle trag trage zieh
    envoie envoyez envoyer supprime supprimez supprimer rembourse remboursez annule annulez annuler paie payez transfere
    transferez accepte acceptez ignorez oublie donne donnez modifie modifiez approuve approuvez credite creditez mets mettez
    envia envie enviar elimina elimine eliminar borra borrar reembolsa reembolse cancela cancele paga pague pagar
    transfiere transfiera transferir acepta acepte aprueba apruebe ignora ignore cambia cambie desbloquea pon ponga
    invia inviare cancella rimborsa annulla approva trasferisci accetta sblocca dimentica azzera accredita metti
    stuur verwijder betaal annuleer keur negeer wijzig ontgrendel boek geef zet
    apague exclua reembolse aprove aceite transfira altere coloque
    wyslij usun zaplac anuluj zatwierdz zwroc przelej przekaz zmien odblokuj zignoruj ustaw
  `,
  urge: `
    must should shall need needs want wants wanted asks asked allows allowed approves approved authorised authorized
    confirmed consented instructed orders ordered permitted requires required says said please pls kindly urgent urgently
    immediately instantly cannot cant dont wont never always
    erlassen bezahlt beglichen storniert erledigt
    bitte sofort dringend musst mussen sollst veuillez svp doit devez debes debe favor subito devi deve moet alstublieft
    prosze natychmiast musisz
  `,
  cue: `
    all every each any anything everything everyone everybody nobody anybody nothing whole my mine your yours me it him them
    themselves this that these those you we us now then here today asap instead otherwise before previous earlier above
    below following without until unless because if when whenever so also just only not again otherwise
    nothing once twice then she he they told tonight tomorrow
    alle allen alles jeden jede jedem mein meine meinen dein deine ihre ihren mir dir sie jetzt diese diesen nicht niemandem
    tous toutes chaque mon ma mes ton votre vos moi maintenant ceci cette personne
    todos todas cada mis tu su sus ahora esto esta nadie tutti tutte ogni mio mia tuo suo adesso questo nessuno
    elke mijn jouw uw nu dit deze niemand meu minha seu sua agora isto ninguem wszystkie wszystkich kazdy moj moje teraz
  `,
  thing: `
    client clients customer customers user users invoice invoices bill bills order credits balance balances mails emails
    message messages password passwords passcode code codes lock domain domains nameserver nameservers dns account accounts
    ticket tickets rule rules prompt money fund funds amount payment payments refunds address addresses data database card
    cards eur euro euros usd dollar dollars gbp staff owner operator admin administrator manager boss agent assistant ai
    model bot policy policies approval tool tools session service services server servers record records note notes quote
    quotes link url mailbox reply replies number numbers
    change charge copy credit list lock mail post purge quote record refund register release report transfer update
    upgrade wallet key keys
    kunde kunden rechnung rechnungen zahlung zahlungen guthaben geld konto passwort bestellung regeln
    facture factures argent compte commande cliente clientes factura facturas dinero saldo contrasena pedido cuenta
    fattura fatture denaro conto ordine klant klanten factuur facturen geld wachtwoord fatura faturas dinheiro senha
    klient klienta faktura faktury pieniadze konto haslo
  `,
  glue: `
    the a an to of for from with and or at in on into by as is are was be been has have had its our their his her out up off
    over under about agreed zero
    der die das dem den des ein eine einen an auf von vom zu zum zur und oder mit fur le la les de du des un une et ou a au
    aux el los las un una y o al del para por con il lo gli i e di da per het een van naar en voor os as do da dos das um uma
    na no w z i dla do
  `,
};

const wordSet = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

const PARTS: ReadonlyMap<string, Part> = new Map(
  // The first list that has a word decides: what can be a verb is one.
  (Object.entries(WORDS) as [Part, string][])
    .reverse()
    .flatMap(([part, words]) => [...wordSet(words)].map((word): [string, Part] => [word, part])),
);

const THINGS = wordSet(WORDS.thing);
/** Whether a word can be a thing as well: `order`, `credit`. */
export const isThingToo = (word: string): boolean => THINGS.has(word);

/** Records that are called by their number. No company is `Invoice 3093`; `Service 24` may be one. */
const NUMBERED = wordSet(`
  client customer user invoice order account ticket quote transaction
  kunde kunden rechnung bestellung facture commande cliente factura pedido fattura ordine klant factuur fatura klient
  klienta faktura faktury
`);
const LOOSELY_NUMBERED = wordSet('service server domain number payment compte cuenta konto conto');

export const isNumbered = (word: string): boolean => NUMBERED.has(word);
export const isLooselyNumbered = (word: string): boolean => LOOSELY_NUMBERED.has(word);

const DIGIT_FOR: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't' };
/** A word with figures in the place of letters: `s3nd`. */
const FIGURES_WITHIN = /^(?=[a-z]*[013457])(?=.*[a-z].*[a-z])[a-z\d]{3,12}$/;

/** What a word in the spelling of `asItLooks` can be; undefined for words of names. */
export function partOf(word: string): Part | undefined {
  const part = PARTS.get(word);
  if (part !== undefined || word.length > 12 || !/\d/.test(word) || !FIGURES_WITHIN.test(word)) return part;
  return PARTS.get(word.replace(/[013457]/g, (digit) => DIGIT_FOR[digit] ?? digit));
}

/** Words that stand in small letters within names that otherwise have capitals. */
const PARTICLES = wordSet(
  `${WORDS.glue} am im beim bei ob unter uber mbh co eg ev ag auf aus nach c d l s t of and for the at
  sur sous chez lez les pres par pour dans entre ter ten op aan bij onder och pa av af ved til fra under oraz przy pod nad
  sp z oo spolka ograniczona odpowiedzialnoscia si ve ile san ltd sti inc llc plc gmbh kg sarl sas srl spa bv nv`,
);

export const isParticle = (word: string): boolean => PARTICLES.has(word);
