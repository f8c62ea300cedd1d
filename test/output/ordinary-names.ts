/** What ordinary customers are called, live at and buy, a line each. Made up, or names of places. */
const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim());

export const PEOPLE = lines(`
  Anna Schmidt
  Jürgen Müller-Lüdenscheidt
  Karl-Heinz von der Heide
  Maria del Carmen García Fernández
  José Luis Rodríguez Zapatero de la Torre
  Anne-Marie Le Goff
  Jean-Baptiste de La Rochefoucauld
  Seán Ó Súilleabháin
  Siobhan O'Brien-Nunez
  Will Call
  Mark Grant
  Grant Mark Turner
  Bill Price
  Rose Ordway
  Mary Sue Orders
  John Credit
  Drew Close
  Chase Banks
  Sky Moves
  Pat Acosta
  Faith Givens
  Hope Forward
  Will Smith Jr.
  Dr. med. Petra Klein
  Prof. Dr. Hans-Peter Dürr
  Giovanni Battista della Rovere
  Francesca Di Stefano
  Luca D'Angelo
  Jan van den Berg
  Pieter-Jan van der Meer de Walcheren
  Marieke 't Hart
  Łukasz Wiśniewski
  Małgorzata Brzęczyszczykiewicz
  Søren Kierkegaard
  Åse Bjørnsdóttir
  Björk Guðmundsdóttir
  Zoë Kravitz-Hall
  João Pedro dos Santos e Silva
  Ana Lúcia de Oliveira
  Mehmet Öztürk
  Ayşe Gül Yılmaz
  İbrahim Çelik
  Nguyễn Thị Minh Khai
  Trần Văn Đức
  Li Wei
  山田太郎
  王小明
  김민준
  สมชาย ใจดี
  Сергей Петров
  Анна Каренина
  Олександр Шевченко
  Γιώργος Παπαδόπουλος
  Ελένη Κωνσταντίνου
  محمد بن سلمان
  דוד בן גוריון
  प्रिया शर्मा
  Arjun Venkataraman Iyer
  Muhammad Abdul Rahman
  Fatima Al-Zahra
  Abu Bakr ibn Yusuf
  Oluwaseun Adebayo
  Chukwuemeka Okonkwo
  Kwame Nkrumah
  Thabo Mbeki
  Wanjiru Kamau
  Tāne Mahuta
  Leilani Kealoha
  Ivana Đorđević
  Željko Hrvatić
  Dvořák Antonín
  Zsófia Nagy
  Gábor Szűcs
  Ștefan Ionescu
  Kārlis Bērziņš
  Jüri Tamm
  Matti Meikäläinen
  Aino Virtanen
  J. R. R. Tolkien
  A. B. C. Fernando
  E. E. Cummings
  M. K. Gandhi
  Anna
  Schmidt
  McDonald
  DeShawn Jackson
  LaToya Williams
  Mary-Kate O'Neil
  John Paul II
  Max Mustermann
  Erika Musterfrau
  Madame Dupont
  Familie Huber
  Mr. and Mrs. Smith
  Eheleute Krause
  Sir Arthur Conan Doyle
  Baroness Orczy
  N'Golo Kanté
  anna schmidt
  john q public
  PETER MAYER
  KOWALSKI JAN
`);

export const COMPANIES = lines(`
  Müller & Söhne GmbH (Köln)
  Yahoo!
  Gesellschaft für Datenverarbeitung und Telekommunikation mbH & Co. KG
  Allgemeine Baugenossenschaft der Eisenbahner und Straßenbahner eG
  Rechtsanwälte Dr. Meier, Schulze und Partner mbB
  Verein zur Förderung der Heimatpflege e.V.
  Stadtwerke Bad Reichenhall Energie- und Wasserversorgung GmbH
  Freiwillige Feuerwehr der Gemeinde Oberammergau
  Société d'Exploitation des Établissements Dupont et Fils SARL
  Compagnie Générale des Eaux de la Région Parisienne
  Association pour le Développement de la Culture en Bretagne
  Syndicat des Copropriétaires de la Résidence Les Tilleuls
  L'Atelier du Bois et de la Pierre
  Sociedad Anónima de Construcciones y Obras Públicas del Norte
  Asociación de Vecinos del Barrio de San Juan
  Panadería y Pastelería La Flor de Castilla S.L.
  Clínica Dental Hermanos Ruiz y Asociados S.L.P.
  Società Cooperativa Agricola fra Produttori del Garda a r.l.
  Fratelli Rossi di Mario Rossi & C. S.n.c.
  Azienda Agricola Il Poggio dei Colli
  Stichting Administratiekantoor van de Familie De Vries
  Bouwbedrijf Van den Heuvel en Zonen B.V.
  Vereniging van Eigenaars De Oude Haven
  Sociedade Portuguesa de Autores e Compositores, Lda.
  Comércio de Alimentos Irmãos da Silva Ltda. - ME
  Associação dos Amigos da Biblioteca de Coimbra
  Przedsiębiorstwo Handlowo-Usługowe Jan Kowalski i Synowie
  Spółdzielnia Mieszkaniowa Nasz Dom w Warszawie
  Kancelaria Radców Prawnych Nowak i Wspólnicy sp.k.
  Zakład Usług Komunalnych Sp. z o.o.
  ООО Рога и Копыта
  ИП Иванов Сергей Петрович
  Общество с ограниченной ответственностью Северный Ветер
  ΑΦΟΙ ΠΑΠΑΔΟΠΟΥΛΟΙ Ο.Ε.
  Yılmaz İnşaat Sanayi ve Ticaret Limited Şirketi
  Öztürk Kardeşler Gıda Pazarlama A.Ş.
  株式会社山田製作所
  上海华为技术有限公司
  北京字节跳动科技有限公司
  บริษัท สยาม จำกัด
  The Bank of New York Mellon Corporation
  The Royal Society for the Protection of Birds
  Ministry of Housing and Urban Affairs
  University of Applied Sciences and Arts Northwestern Switzerland
  Parochial Church Council of St. Mary and All Saints
  Trustees of the Old Mill Community Centre
  Mail Boxes Etc.
  Mail Order Company Ltd
  PayPal Europe
  Pay Point plc
  Transfer Services Ltd
  Domain Transfer Service Ltd
  Credit Union of Alberta
  Call of the Wild Outfitters
  Change of Heart Ltd
  Just Eat
  Make-A-Wish Foundation
  Send Cloud B.V.
  Wire & Cable Works Ltd
  Open Door Housing
  Move Right Removals
  Set Menu Catering
  Print Shop Leeds
  Turn Key Homes Inc.
  Drop Zone Skydiving
  Close Brothers Group
  Grant Thornton LLP
  Forward Thinking Designs
  Act One Theatre School
  Post Office Counters Ltd
  Show Garden Nursery
  Run Club Berlin
  Do It Center
  Give & Take Charity Shop
  Keep Britain Tidy
  All Saints Church
  Every Day Bakery
  Me and You Cafe
  It's Only Coffee
  Your Local Plumber Ltd
  You & Me Photography
  My Little Garden
  Now Media
  Here & Now Yoga
  Just Hair
  Code and Coffee
  Address Unknown Records
  Order Order Catering
  Client First Consulting
  Customer Care Solutions
  Account Able Bookkeeping
  Safe Passwords Inc.
  Rule Zero Games
  Model Agency Nord
  Data Bank Systems
  A.B.C. Logistics S.p.A.
  S.A.R.L. Martin
  F.lli Bianchi s.r.l.
  e.on Netz
  1&1 Internet
  3M Deutschland GmbH
  Toys"R"Us
  #1 Cleaning Services
  Müller+Partner Architekten
  web.de
  Booking.com
  webdesign müller
  gebrüder weiß spedition
  JOHN'S AUTO REPAIR AND TIRE SERVICE
  IT-Systemhaus Nord-Ost GmbH & Co. KG
`);

export const STREETS = lines(`
  12 Harrow Lane
  Straße des 17. Juni 135
  An der alten Mühle 7
  Am Sandtorkai 27, 3. OG links
  Unter den Linden 77
  Karl-Marx-Allee 93A
  Bürgermeister-Smidt-Str. 12-14
  c/o Meier, Hinterhaus
  Postfach 10 20 30
  Rue du Faubourg-Saint-Honoré 55 bis
  14, avenue de la République
  Résidence Les Acacias, Bâtiment B, 2ème étage
  Place de l'Hôtel de Ville
  Chemin des Trois Fontaines
  Calle de la Virgen del Carmen, 4, 2º izq.
  Avenida de los Reyes Católicos 21
  Paseo de la Castellana 259
  Carrer de Sant Joan de la Salle
  Via dei Mille 8/A
  Corso Vittorio Emanuele II, 101
  Piazza della Repubblica 3
  Strada Provinciale per Castelfranco 40
  Keizersgracht 241-hs
  Van der Helstplein 4
  Nieuwezijds Voorburgwal 162
  Rua das Flores, 123 - Apto 56
  Avenida Brigadeiro Luís Antônio, 1234
  Travessa do Carmo 5, r/c Esq.
  ul. Świętego Wawrzyńca 12/4
  al. Jerozolimskie 65/79
  os. Bohaterów Września 3
  ул. Ленина, д. 5, кв. 12
  проспект Мира 101
  Λεωφόρος Κηφισίας 44
  Atatürk Bulvarı No: 12
  Bağdat Caddesi No 300/5
  東京都千代田区千代田1-1
  北京市朝阳区建国路88号
  221B Baker Street
  Flat 3, 10 The Close
  The Old Post Office, Main Street
  Unit 4 Mill Lane Industrial Estate
  Apt. 12C, 350 Fifth Avenue
  P.O. Box 1234
  1600 Pennsylvania Avenue NW
  Suite 200, Bank of America Tower
  Rural Route 2
  Order of St. John House
  4 Grant Street
  7 Bill Street
  9 Mark Lane
  Send Road 3
  Drop Lane
  1 Credit Street
  Level 5, 1 Martin Place
  Kungsgatan 12, 3 tr
  Storgata 1B
  Nørrebrogade 200, 2. th.
  Mannerheimintie 12 A 4
  Na Příkopě 33
  Váci utca 5. II. em. 3.
  Strada Lipscani nr. 22, sc. A
  Ilica 10
  Knez Mihailova 22
  Villeneuve-Saint-Georges
  Saint-Germain-en-Laye
  Newcastle upon Tyne
  Stratford-upon-Avon
  Dol-de-Bretagne
  Frankfurt am Main
  Rothenburg ob der Tauber
  San Pedro de Macorís
  Rio de Janeiro
  Castro-Urdiales
  's-Hertogenbosch
  Biel/Bienne
  Llanfairpwllgwyngyll
  Baile Átha Cliath
  Ho Chi Minh City
  Trinidad and Tobago
  Bosnia and Herzegovina
  United Kingdom of Great Britain and Northern Ireland
  Saint Vincent and the Grenadines
  Nordrhein-Westfalen
  Provence-Alpes-Côte d'Azur
  Emilia-Romagna
  New South Wales
`);

export const ADDRESSES = lines(`
  example.com
  www.example.com
  mail.example.co.uk
  ns1.example.net
  shop.my-little-garden.example
  the-best-hosting-for-bikes.example
  server-12.fra1.example.net
  vps-3f2a.example.org
  xn--mller-kva.example
  müller-söhne.example
  send-flowers.example
  pay-point.example
  allyourbase.example
  transfer-news.example
  credit-check.example
  autodiscover.mail.example.com
  _dmarc.example.com
  static.203.0.113.7.clients.example.net
  example.photography
  a.b.example.com
  info@example.com
  anna.schmidt@example.com
  anna.maria-schmidt+shop@mail.example.co.uk
  john_doe99@example.org
  no-reply@example.net
  billing-department@example.com
  o'brien@example.ie
  order@pizza.example
  refunds@example.com
  accounts@example.com
  admin@example.com
  hostmaster@example.org
  support.team@example.com
  first.last@sub.example.edu
  192-0-2-7.example.net
  localhost.localdomain
  db01.internal.example
  cdn.assets.example.com
  blog.example.de
  my-account.example
`);

export const PRODUCTS = lines(`
  Web Hosting Gold
  VPS Starter 2 GB
  Business Mail Plus
  Dedicated Server AX41
  Domain Registration
  Domain Transfer
  SSL Certificate (Wildcard)
  Reseller Hosting - Silver
  Managed WordPress
  Backup Space 500 GB
  Extra IPv4 Address
  cPanel/WHM License
  Server Management Monthly
  Cloud Storage Box
  E-Mail Archive
  SiteLock Find
  Setup Fee
  Priority Support
  Game Server - 32 Slots
  Windows Server 2022 Standard
  Anti-Spam Filter
  Site Builder Pro
  Object Storage 1 TB
  Nameserver Package
  Colocation 1U
`);

export const INVOICE_LINES = lines(`
  Web Hosting Gold - example.com (01/11/2026 - 30/11/2026)
  Domain Renewal - example.com - 1 Year/s (01/01/2027 - 31/12/2027)
  Domain Registration - my-little-garden.example - 2 Year/s (01/01/2027 - 31/12/2028)
  Domain Transfer - example.org - 1 Year/s
  VPS Starter 2 GB - vps1.example.net (01/11/2026 - 30/11/2026)
  Late Fee (Added 01/12/2026)
  Setup Fee - Web Hosting Gold
  Add Funds
  Credit Applied to Invoice #1042
  Refund of Transaction ID 12345
  Overpayment
  Promotional Code: SPRING10 - 10% Recurring Discount
  Extra IPv4 Address - vps1.example.net (01/11/2026 - 30/11/2026)
  Upgrade: Web Hosting Silver to Web Hosting Gold
  Prorata Billing (15/11/2026 - 30/11/2026)
  Mass Payment - Invoice #1001
  SSL Certificate - secure.example.com (01/11/2026 - 31/10/2027)
  Consulting 2.5 Hours @ 80.00/Hour
  Hourly Support, November
  Invoice Payment
  Cancelled Service Credit
  VAT Adjustment
  Server Migration
  Backup Space 500 GB (01/11/2026 - 30/11/2026)
  ID Protection - example.com - 1 Year/s (01/01/2027 - 31/12/2027)
`);

/** What WHMCS and staff put on the invoices of a hosting company, in the languages its clients read. */
export const MORE_INVOICE_LINES = [
  ...lines(`
  Managed WordPress - shop.example.com (03/12/2026 - 02/01/2027)
  Reseller Hosting - Silver - reseller.example.net (01/12/2026 - 30/11/2027)
  cPanel/WHM License - server12.example.net (01/12/2026 - 31/12/2026)
  Plesk Web Pro - Licence Key PLSK.00123456.0001 (01/12/2026 - 31/12/2026)
  LiteSpeed Web Host Elite - Key ABCD-EF12-3456-7890
  Windows Server 2022 Standard - 8 Cores (Monthly)
  Domain Renewal - the-best-hosting-for-bikes.example - 1 Year/s (14/12/2026 - 13/12/2027) + DNS Management
  Domain Registration - example.photography - 1 Year/s (01/12/2026 - 30/11/2027) + Email Forwarding + ID Protection
  Domain Transfer - send-flowers.example - 1 Year/s (Includes Renewal)
  Domain Renewal - transfer-news.example - 10 Year/s (01/01/2027 - 31/12/2036)
  Redemption Grace Period Fee - example.org
  Domain Late Renewal Fee - credit-check.example
  Setup Fee
  Dedicated Server AX41 Setup Fee
  Late Fee
  VAT 20%
  Discount 10% for Annual Payment
  Loyalty Discount (Customer since 2014)
  Promotional Code: WELCOME25 - 25% One Time Discount
  Promotional Code: BLACKFRIDAY - Free Domain
  Group Discount - 5% off
  Credit Applied to Invoice #20431
  Refund of Overpayment on Invoice #1042
  Mass Payment - Invoices #1001, #1002, #1007
  Invoice #1001
  Add Funds
  Deposit of Funds to Account
  Account Credit
  Service Credit for Outage of 12 November
  Goodwill Credit - Downtime October
  Additional Traffic 3 x 100 GB
  Bandwidth Overage 214 GB @ 0.05/GB
  Disk Usage Overage - 12.5 GB - server12.example.net
  Additional IPv4 Address x 4 (01/12/2026 - 31/12/2026)
  Backup Space 500 GB - Upgrade to 1 TB
  Upgrade/Downgrade: VPS Starter 2 GB to VPS Pro 8 GB (12/12/2026 - 31/12/2026)
  Upgrade/Downgrade Configurable Options - Extra RAM 4 GB to 8 GB
  Remote Hands 45 Minutes, Rack B12
  Server Migration and Setup, 3.5 Hours @ 95.00/Hour
  Emergency Support on Sunday 29 November
  Installation of SSL Certificate on secure.example.com
  Website Maintenance for November 2026
  Custom Development as per Quote #118
  Work as Agreed in Ticket #482913
  Quote #502 - 50% Deposit
  Remaining Balance of Quote #502
  Consulting on Mail Delivery (2 Hours)
  Restore of Backup of 2 December - example.com
  Reconnection Fee
  Returned Payment Fee
  Bank Transfer Surcharge
  PayPal Fee 3.4% + 0.35
  Prorated Invoice 12/12/2026 to 31/12/2026
  Monthly Subscription for 5 Users
  Google Workspace Business Starter x 12 Users - example.com
  Microsoft 365 Business Basic - 3 Seats - contoso.example
  Colocation 1U - Rack 7 - 2 A Feed
  Game Server - 32 Slots - Lobby of Legends
  Postage and Handling
  Cancellation Fee - VPS Starter
  Early Termination Fee - Contract 2024-117
  Web-Hosting Gold - beispiel.example (01.12.2026 - 31.12.2026)
  Domain-Verlängerung - beispiel.example - 1 Jahr/e (01.12.2026 - 30.11.2027)
  Domain-Registrierung - müller-söhne.example - 2 Jahr/e
  Domain-Transfer - beispiel.example - 1 Jahr/e
  Einrichtungsgebühr
  Einmalige Einrichtung des Servers
  Mahngebühr vom 03.12.2026
  Gutschrift zur Rechnung 2026-1042
  Rabatt 10 % bei jährlicher Zahlung
  Wartung der Webseite im November
  Zusätzlicher Speicherplatz 100 GB
  MwSt. 19 %
  Anfahrt und Arbeitszeit 2,5 Std. zu 80,00
  Hébergement Web Or - exemple.example (01/12/2026 - 31/12/2026)
  Renouvellement de domaine - exemple.example - 1 An(s)
  Enregistrement de nom de domaine - exemple.example - 1 An(s)
  Frais d'installation
  Frais de retard (ajoutés le 03/12/2026)
  Remise de 10 % pour paiement annuel
  Avoir sur la facture n° 1042
  Licence Plesk - 8 cœurs
  Maintenance du site pour le mois de novembre
  Alojamiento Web Oro - ejemplo.example (01/12/2026 - 31/12/2026)
  Renovación de dominio - ejemplo.example - 1 Año/s
  Registro de dominio - ejemplo.example - 2 Año/s
  Gastos de instalación
  Recargo por pago fuera de plazo
  Descuento del 10% por pago anual
  Abono de la factura 1042
  IVA 21%
  Webhosting Goud - voorbeeld.example (01/12/2026 - 31/12/2026)
  Domein verlengen - voorbeeld.example - 1 Jaar
  Domeinregistratie - voorbeeld.example - 1 Jaar
  Eenmalige installatiekosten
  Aanmaningskosten
  Korting 10% bij jaarlijkse betaling
  Creditering van factuur 1042
  Hosting Web Oro - esempio.example (01/12/2026 - 31/12/2026)
  Rinnovo dominio - esempio.example - 1 Anno/i
  Costi di attivazione
  Sconto del 10% per pagamento annuale
  Nota di credito per fattura 1042
  Alojamento Web - exemplo.example (01/12/2026 - 31/12/2026)
  Renovação de domínio - exemplo.example - 1 Ano/s
  Odnowienie domeny - przyklad.example - 1 Rok
`),
  'VPS Starter 2 GB - vps1.example.net (01/12/2026 - 31/12/2026)\nDisk: 50 GB\nOperating System: Debian 12\nExtra IPv4 Address: 2 x Address',
  'Web Hosting Gold - example.com (01/12/2026 - 31/12/2026)\nSupport Level: Priority Support\nBackups: Yes',
  'Dedicated Server AX41 - db01.example.net (01/12/2026 - 31/12/2026)\nRAM: 64 GB\nControl Panel: cPanel/WHM License (100 Accounts)\nLocation: Frankfurt am Main',
  'Managed Server - app1.example.net (01.12.2026 - 31.12.2026)\nBetriebssystem: Ubuntu 24.04\nDatensicherung: Täglich',
] as const;

/** A registrant as registrars send one: first name, last name, company, street, second line, town. */
export const REGISTRANTS: readonly (readonly [string, string, string, string, string, string])[] = lines(`
  Anna; Schmidt; Schmidt-Bau GmbH & Co. KG; Am Sandtorkai 27; 3. OG links; Hamburg
  Hans-Peter; Dürr; Müller-Lüdenscheidt & Söhne; c/o Meier, Hinterhaus; Postfach 10 20 30; Bad Homburg vor der Höhe
  Domain; Administrator; Example Hosting Ltd; PO Box 1234; ; Exampleton
  Hostmaster; Role Account; Example Registrar Services; 4 Example Road; Suite 200; Exampleton
  Redacted; For Privacy; Privacy Service Provided By Example; Redacted For Privacy; ; Redacted
  Registration; Private; Domains By Proxy Example LLC; 1 Proxy Way; c/o example.com; Phoenix
  WHOIS; Agent; Domain Protection Services, Inc.; P.O. Box 1769; ; Denver
  Data; Protected; Data Protected; 123 Data Protected; ; Toronto
  Taro; Yamada; Yamada Seisakusho Kabushiki-gaisha; 1-1 Chiyoda; Chiyoda-ku; Tokyo-to
  Hanako; Sato; Sato Shoten Yugen Kaisha; 3-2-1 Nishi-Shinjuku; Dai-ichi Biru 5F; Shinjuku-ku
  Ken'ichi; Ono; Kabushikigaisha Ono Denki; 2-chome 4-8 Minami-Aoyama; ; Minato-ku, Tokyo
  山田; 太郎; 株式会社山田製作所; 千代田1-1; ; 東京都千代田区
  Wei; Zhang; Shenzhen Example Technology Co., Ltd.; No. 88 Jianguo Road; Chaoyang District; Beijing
  Min-jun; Kim; Example Korea Jusikhoesa; 12 Sejong-daero; Jung-gu; Seoul
  Jean-Baptiste; de La Rochefoucauld; Société d'Exploitation Dupont et Fils; 55 bis, rue du Faubourg-Saint-Honoré; Bâtiment B; Saint-Germain-en-Laye
  Marie; Le Goff; Les Jardins de l'Avenir SARL; Place de l'Hôtel de Ville; BP 42; Saint-Jean-Pied-de-Port
  Luca; D'Angelo; Fratelli Rossi di Mario Rossi & C. S.n.c.; Via dei Mille 8/A; Scala B; Reggio nell'Emilia
  María del Carmen; García Fernández; Clínica Dental Hermanos Ruiz S.L.P.; Calle de la Virgen del Carmen, 4, 2º izq.; Apartado de Correos 77; L'Hospitalet de Llobregat
  João Pedro; dos Santos; Comércio de Alimentos da Silva Ltda. - ME; Rua das Flores, 123 - Apto 56; Caixa Postal 9; Rio de Janeiro
  Marieke; 't Hart; Bouwbedrijf Van den Heuvel en Zonen B.V.; Keizersgracht 241-hs; Postbus 512; 's-Hertogenbosch
  Jan; Kowalski; Przedsiębiorstwo Handlowo-Usługowe Kowalski; ul. Świętego Wawrzyńca 12/4; skr. poczt. 18; Bielsko-Biała
  Søren; Bjørnsson; Nordisk-Baltisk Handel A/S; Nørrebrogade 200, 2. th.; Postboks 9; København N
  Siobhán; O'Brien-Nunez; Tír na nÓg Web Design; The Old Post Office, Main Street; ; Baile Átha Cliath
  Technical; Contact; Rent-A-Rack Internet Services; Unit 4 Mill Lane Industrial Estate; ; Stratford-upon-Avon
  Billing; Department; Pay-Point Solutions plc; Accounts Payable, 2nd Floor; ; Newcastle upon Tyne
  IT; Support; Make-A-Wish Foundation of Example; Attn: IT Department; PO Box 9; Springfield
  Domain; Manager; Click-and-Mortar Retail Inc.; Legal Department; 350 Fifth Avenue; New York
  Web; Master; Do-It-Yourself Depot; Rural Route 2; ; Truth or Consequences
  Nguyễn; Thị Minh Khai; Công ty TNHH Ví Dụ; 12 Đường Lê Lợi; Phường Bến Nghé; Ho Chi Minh City
  Сергей; Петров; ООО Северный Ветер; ул. Ленина, д. 5, кв. 12; а/я 34; Москва
  Γιώργος; Παπαδόπουλος; ΑΦΟΙ ΠΑΠΑΔΟΠΟΥΛΟΙ Ο.Ε.; Λεωφόρος Κηφισίας 44; ; Αθήνα
  Mehmet; Öztürk; Öztürk Kardeşler Gıda Pazarlama A.Ş.; Bağdat Caddesi No 300/5; PK 17; İstanbul
  Muhammad; Abdul Rahman; Al-Noor Trading Est.; P.O. Box 55321; Building 7, Street 12; Doha
  Priya; Sharma; Sharma-Verma Infotech Pvt. Ltd.; Plot No. 14, Sector 18; Near Old Bus Stand; Gurugram
  Trustees; of the Mill; Trustees of the Old Mill Community Centre; The Mill, Mill Lane; c/o The Clerk; Hay-on-Wye
  Parish; Clerk; St. Mary-at-the-Walls Parochial Church Council; The Vicarage; ; Stow-on-the-Wold
  Karin; Maag; Meier-Maag-Huber Architekten AG; Postfach; Bahnhofstrasse 1; Biel/Bienne
  Eheleute; Krause; ; An der alten Mühle 7; ; Rothenburg ob der Tauber
  Chukwuemeka; Okonkwo; Send-It Couriers Nigeria Ltd; Plot 12, Aminu Kano Crescent; P.M.B. 3; Abuja
  Zoë; Kravitz-Hall; Order-of-Merit Publishing; Flat 3, 10 The Close; c/o Hall; Salisbury
  Pekka; Virtanen; Kustannusosakeyhtiö Avain; Mannerheimintie 12 A 4; PL 100; Helsinki
  Sales; Team; Best-Price-For-You Online Shop; Strada Lipscani nr. 22, sc. A; ; București
`).map(
  (line) => line.split(';').map((part) => part.trim()) as [string, string, string, string, string, string],
);
