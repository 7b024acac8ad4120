/** Closed classes of English, in which a tagger errs and a headline must not. Lower case. */
const set = (words: string) => new Set(words.split(' '));

export const DETERMINERS = set(
  'a an the this that these those its his her their our my your each every some any no all both either neither another several many few such what whose',
);
export const PREPOSITIONS = set(
  'about above across after against along alongside amid amidst among around as at before behind below beneath beside besides between beyond by concerning despite down during except following for from in including inside into like near of off on onto opposite out outside over past per regarding round since than through throughout till to toward towards under underneath unlike until up upon versus via with within without',
);
export const SUBORDINATORS = set(
  'although as because if once lest since so than though unless until when whenever where whereas wherever whether while who whom whose which that after before',
);
export const COORDINATORS = set('and or but nor yet plus');
export const PRONOUNS = set(
  'i you he she it we they me him us them himself herself itself themselves this that these those there who what mine ours hers theirs one others everyone someone something anything nothing',
);
export const BE = set(
  "is are was were be been being am isn't aren't wasn't weren't isn’t aren’t wasn’t weren’t",
);
export const HAVE = set("has have had having hasn't haven't hadn't hasn’t haven’t hadn’t");
export const DO = set("do does did don't doesn't didn't don’t doesn’t didn’t");
export const MODALS = set(
  "will would can could may might must shall should cannot won't wouldn't can't couldn't shouldn't won’t wouldn’t can’t couldn’t shouldn’t",
);
/** Words whose loss turns a statement round, or whose loss makes a condition a fact. */
export const NEGATIONS = set(
  'not no never none nobody nothing nowhere neither nor cannot hardly barely scarcely rarely seldom few little denied denies deny failed fails fail refused refuses refuse rejected rejects reject unlikely unable false if unless except provided barring only lest would-be alleged allegedly reportedly supposedly purportedly',
);
/** Adverbs that join a sentence to the one before it; a headline has none before it. */
export const CONNECTIVES = set(
  'also however meanwhile moreover furthermore additionally therefore thus consequently nevertheless nonetheless accordingly separately elsewhere instead besides hence likewise similarly overall finally lastly firstly secondly still then again indeed notably',
);
export const WEEKDAYS = set('monday tuesday wednesday thursday friday saturday sunday');
export const MONTHS = set(
  'january february march april may june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec',
);
export const PARTICLES = set('up down off out back away over in on ahead apart together forward aside');
/** Adjectives that are verbs as well; before a word in -ing they are adjectives ("free shipping"). */
export const ADJECTIVES_OR_VERBS = set(
  'free open clean clear direct secure safe live separate complete smooth',
);
/** Nouns that say nothing until what follows them ("a bid to ...", "fears that ..."). */
export const OPEN_NOUNS = set(
  'bid plan plans effort efforts attempt attempts decision move right ability reluctance willingness need proposal pledge promise deal agreement chance opportunity way ways order fears fear claim claims report reports evidence sign signs hopes hope belief warning warnings view fact idea risk possibility case cases part parts kind type number range series variety rest half majority most lot lots amount amounts level levels share role state source sources end beginning start top heart host wave string list set group one use lack loss rate rates pace spending commitment contribution access response answer approach opposition objection reaction',
);
/** Words for which the tagger guesses a verb or a noun wrongly in news. */
export const NOUNS_NOT_VERBS = set(
  'rights issues talks shares stocks futures bonds yields profits losses officials elections reports prices sales exports imports ports prisoners troops forces markets police people rain weapons militants figures results data wages states nations countries leaders ministers rates troops workers scientists researchers engineers concerns farmers voters economists analysts residents firefighters doctors nurses teachers students migrants refugees wildfires floods hospital hospitals schools airport flights trains',
);
export const FINITE_VERBS = set(
  'said says say told tells warned warns plans plan rose fell dropped climbed slid jumped gained lost held holds hit cut cuts raised raises lowered lowers launched launches won wins beat beats set sets agreed agrees approved approves voted votes signed signs opened opens closed closes ended ends began begins started starts announced announces unveiled unveils reported reports found finds shows show showed grew grows shrank shrinks came comes went goes took takes made makes got gets gave gives kept keeps left leaves met meets became becomes remains remain remained faces face faced urged urges called calls expects expect expected seeks seek sought wants want wanted backs backed blocks blocked bans banned killed kills died dies arrested sentenced fined ordered orders ruled rules sued sues charged filed files reached reaches struck strikes returned returns arrived arrives visited visits resigned resigns quit quits named names appointed bought buys sold sells acquired sent sends paid pays spent spends built builds broke breaks led leads ran runs stood stands fought fights flew flies caught fled spoke speaks tested tests fired fires swept sweeps tore tears drove drives rescued rescues recovered recovers slowed slows surged surges tumbled tumbles plunged plunges edged slipped slips soared soars doubled tripled halved doubles serves serve served include includes included underscores underscore',
);
