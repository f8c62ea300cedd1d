/**
 * Names by which people and programs call credentials, in several languages, as a pattern. Every repetition is bounded,
 * since texts come from outsiders, who must not be able to make the search slow.
 */
export const CREDENTIAL_LABELS = [
  'passw(?:or)?d',
  'passwort',
  'kennwort',
  'geheimzahl',
  'zugangsdaten|anmeldedaten|identifiants|inloggegevens|credenciales|credenziali|dane logowania',
  'pass[ -]?(?:phrase|code)',
  '(?<![a-z])pass',
  'pwd|(?<![a-z])pw',
  '(?<![a-z])(?:pin|puk|t?otp|cv[vc]2?|[cx]srf)(?:[ _-]?(?:code|number))?',
  '(?<![a-z])(?:epp|auth|authori[sz]ation|transfer|security|verification|recovery|backup)[ _-]?(?:code|key|info)s?',
  '(?:api|access|private|secret|licen[cs]e|ssh|encryption|master|signing|webhook|merchant|account)[ _-]?key',
  '(?<![a-z])secret',
  'token(?!i[sz])',
  'credentials?',
  'contrase[nñ]a|(?<![a-z])clave(?: de acceso| secreta)?|mots? de passe|(?<![a-z])mdp|code secret|parola(?: d.ordine)?',
  'wachtwoord|(?<![a-z])senha|palavra[ -]passe|(?<!\\p{L})has[lł]o|(?<!\\p{L})heslo|jelsz[oó]|(?<!\\p{L})[şs]ifre(?:niz|si)?',
  'l[oö]senord|salasana|adgangskode|kodeord|passord|(?<!\\p{L})geslo|lozinka|zaporka|m[aậ]t kh[aẩ]u|kata sandi',
  'пароль|код доступа|κωδικ[oόο]ς|סיסמה|كلمة (?:المرور|السر)|비밀번호|암호|密码|密碼|口令|パスワード|暗証番号|รหัสผ่าน',
].join('|');
