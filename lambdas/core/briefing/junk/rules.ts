import { isTimestamp } from './dates.ts';
import { isBylineOrCredit, isCrumbs, isSocial } from './furniture.ts';

/** Why a line is no part of any topic. Every rule looks at a whole line, from its first letter to its last. */
export interface JunkRule {
  /** Stable, hyphenated; shown to the editor. */
  readonly name: string;
  /** Longest line that it may match, in words. */
  readonly most: number;
  readonly test: RegExp | ((line: string) => boolean);
  /** Not asked about a line that its author marked as a heading. */
  readonly sparesHeadings?: boolean;
}

/** Networks and tools that share buttons name. */
const TO =
  '(?:facebook|twitter|x|linkedin|whatsapp|e-?mail|reddit|telegram|pinterest|bluesky|mastodon|threads|messenger|flipboard|pocket|sms|friends|a friend|your friends|others|social media)';

/**
 * In the order in which they are asked; the first that matches names the cut. Each pattern is anchored at both ends,
 * and none matches narrative prose: "Share prices fell sharply." is no share button.
 */
export const JUNK_RULES: readonly JunkRule[] = [
  {
    name: 'separator',
    most: 0,
    // A line of one full stop stays: it is somebody's text.
    test: /^[-_=*~•·#+—–―─]{2,}$|^[-_=*~•·#+—–|] (?:[-_=*~•·#+—–|] ?){1,80}$|^[-_*~•·#|]$/u,
  },
  {
    name: 'share-button',
    most: 9,
    test: new RegExp(
      `^(?:share|tweet|retweet|repost|pin it|pin|e-?mail|print|bookmark|save|copy link|copy url|link copied|teilen|artikel teilen|partager|compartir|condividi)(?: (?:this|the|full|now))?(?: (?:article|story|page|post|link|news))?(?: (?:on|via|by|to|with|using) ${TO}(?:(?:, | and | or |, and )${TO})*)?(?: this)?[.!:]?$`,
      'i',
    ),
  },
  {
    name: 'mobile-version',
    most: 7,
    test: /^(?:exit|leave|view|switch to|go to|return to|open|see|show)(?: the| this)?(?: (?:article|page|story))?(?: in)?(?: the| our)? (?:(?:mobile|desktop|full|standard|classic|amp|print|text-only)(?: version| site| view| mode| web ?site)|app)[.!]?$/i,
  },
  {
    name: 'advertisement',
    most: 10,
    test: /^(?:[-–—([]\s?)?(?:advertisements?|adverts?|advertising|ads?|sponsored|sponsored content|sponsored post|promoted|promoted content|paid content|paid post|paid partnership|anzeige|werbung|publicité|publicidad|pubblicità|reklama)(?:\s?[-–—:|,.]?\s?(?:scroll|story|article|content|continue|continues|reading|to|below|after|this|the|keep|skip|close|ad|message|here))*(?:\s?[-–—)\]])?[.:]?$/i,
  },
  {
    name: 'advertisement',
    most: 9,
    test: /^(?:(?:story|article|content) continues (?:below|after)(?: (?:this|the))?(?: (?:advertisement|ad|advert|promo|message))?|(?:skip|close|hide|report)(?: this)? (?:advertisement|ads?|advert)|scroll (?:down )?(?:to continue|for more)(?: reading)?(?: (?:below|after)(?: the)? ad)?|sponsored by \S.{0,40}|presented by \S.{0,40})[.:]?$/i,
  },
  {
    name: 'read-more',
    most: 9,
    test: /^[[(]?(?:(?:read|see|show|view|learn|find out|discover|load|get) (?:more|less|all|on|(?:the )?(?:full|whole|entire|complete|original)(?: (?:story|article|report|text|post|interview|version))?|(?:the )?rest(?: of (?:the|this) (?:story|article|post))?|(?:the|this) (?:story|article|report))|(?:continue|keep) reading|(?:full|more) (?:story|article|details)|more|weiterlesen|mehr lesen|mehr dazu|hier weiterlesen|den ganzen artikel lesen|lire la suite|leer más|seguir leyendo|continua a leggere|click here|tap here|details)(?: (?:here|now|below|online|about this(?: story)?|on this(?: story)?|on our (?:web ?)?site|the main story|the (?:full )?(?:story|article)|stories|articles|news|details|comments))?\s?[)\]]?\s?(?:\.{1,3}|…|»|›|→|>{1,2}|:)?[)\]]?$/i,
  },
  {
    name: 'read-more',
    most: 9,
    test: /^(?:click|tap)(?: on)?(?: (?:here|this|the|our))?(?: (?:link|button|image|photo|video))? (?:here )?(?:to|for) (?:read|see|view|watch|find|get|learn|open|enlarge|more|the|full|continue)\b.{0,50}$|^\[?(?:\.{3}|…)\]?$/i,
  },
  {
    name: 'related-link',
    most: 24,
    test: /^(?:read more|read also|also read|read next|read|see also|see|related|related (?:story|article|news|coverage|reading|stories|articles)|more on this(?: story)?|recommended|must[- ]read|you may also like|up next|next up|lire aussi|à lire aussi|lesen sie auch|mehr zum thema|leggi anche|lee también)\s?[:|»›→>]\s?\S.{0,160}[^.!?…]$/i,
  },
  {
    name: 'related-link',
    most: 24,
    test: /^(?:WATCH|LISTEN|READ|VIDEO|IN PICTURES|EXPLAINED): \S.{0,160}[^.!?…]$/u,
  },
  {
    name: 'related-heading',
    most: 7,
    test: /^(?:related|recommended|most read|most popular|most viewed|most shared|trending|trending now|popular now|you (?:may|might)(?: also)? (?:like|enjoy|be interested in)|recommended for you|suggested for you|what to read next|read next|more (?:from|like) this.{0,20}|around the web|from the web|editors?['’]?s? picks?|more on this story|in case you missed it)(?: (?:articles?|stories|posts|news|content|coverage|videos|reading|links|today|this week))?[:.]?$/i,
  },
  {
    name: 'cookie-notice',
    most: 70,
    test: /^(?:we(?: and our (?:\d+ )?partners)?|(?:this|our) (?:web ?)?(?:site|page)s?) (?:use|uses|store|may use|set|sets) .{0,80}?\bcookies\b|^(?:we use cookies|by (?:continuing|clicking|using|browsing) .{0,80}\b(?:cookies?|cookie policy)\b|(?:diese|unsere) (?:web)?seite (?:verwendet|nutzt) cookies\b|wir (?:verwenden|nutzen) cookies\b|nous utilisons des cookies\b|ce site utilise des cookies\b|(?:este sitio(?: web)? )?utiliza(?:mos)? cookies\b|we (?:value|care about|respect) your privacy[.!]?$|your privacy (?:choices|settings)[.]?$)/i,
  },
  {
    name: 'cookie-notice',
    most: 6,
    test: /^(?:(?:accept|reject|allow|decline|deny|manage|customi[sz]e)(?: (?:all|only|and close|optional|necessary|essential))*(?: (?:cookies|consent|preferences|settings|choices|options))?|cookies?(?: (?:settings|policy|preferences|notice|consent|banner))?|privacy (?:policy|settings|notice)|(?:got it|i agree|i accept|ok,? got it|alle akzeptieren|tout accepter|aceptar todo))[.!]?$/i,
  },
  {
    name: 'subscription-plea',
    most: 30,
    test: /^(?:please )?(?:sign[- ]?up|subscribe|register|join|opt in)(?: free)?(?: (?:to|for|now|today|here|and|our|with))+ .{0,120}\b(?:newsletters?|mailing list|alerts?|inbox|e-?mails?|briefings?|podcasts?|channel|unlimited|premium|access|free account|membership|updates|our app)\b.{0,60}$/i,
  },
  {
    name: 'subscription-plea',
    most: 16,
    test: /^(?:(?:subscribe|subscribe now|sign[- ]?up|sign[- ]?in|log[- ]?in|register|join us|join now|create (?:an? )?(?:free )?account|become a (?:member|subscriber|patron|supporter)|support (?:our|independent|quality) (?:journalism|work|reporting|newsroom)|donate|unsubscribe|manage (?:your )?(?:subscriptions?|preferences|account)|get unlimited access|start your free trial|abonnieren|jetzt abonnieren|s['’]abonner|suscríbete|already (?:a|an|have an?) (?:subscriber|member|account)\??(?: (?:sign|log) in)?|(?:enter )?your e-?mail(?: address)?|e-?mail address)(?: (?:now|today|here|free|for free|to (?:continue|read|keep reading|continue reading|read more|our newsletters?|get (?:full |unlimited )?access)|for (?:free|full access|unlimited access|\S{1,4}\d\S{0,8}(?: (?:a|per) (?:month|week|year))?)))*|this (?:article|story|content) is (?:only )?(?:for|available to) (?:paying |premium )?(?:subscribers|members)(?: only)?|(?:for )?subscribers only|(?:download|get) (?:our|the) (?:free )?app(?: (?:today|now|here))?|(?:our|free|daily|weekly) newsletters?)[.!:]?$/i,
  },
  { name: 'social-handles', most: 16, test: isSocial, sparesHeadings: true },
  {
    name: 'social-handles',
    most: 20,
    test: /^(?:follow|like|find|join|connect with|message|add)(?: us| me|\s@\w{1,30}| [\p{Lu}][\p{L}'’-]{1,20}){1,4}\b.{0,30}\b(?:on|at|via) (?:@\w{1,30}|facebook|twitter|x|instagram|linkedin|whatsapp|telegram|youtube|tiktok|threads|bluesky|mastodon|google news)\b.{0,80}$/iu,
  },
  {
    name: 'copyright-line',
    most: 40,
    test: /^(?:copyright\s?)?(?:©|\(c\)\s|℗).{0,240}$|^copyright \d{4}\b.{0,200}$|^.{0,80}\ball rights reserved\b.{0,80}$|^this material may not be (?:published|reproduced|copied)\b.{0,160}$|^(?:alle rechte vorbehalten|tous droits réservés|todos los derechos reservados)\.?$/i,
  },
  { name: 'timestamp', most: 14, test: isTimestamp },
  {
    name: 'photo-credit',
    most: 12,
    test: /^[([]?(?:photo(?:graph)?s?|image|picture|pic|foto|bild|illustration|graphic|credits?|photo credits?|image credits?|image source)(?: (?:credits?|source|courtesy(?: of)?|by))?\s?[:©/|]\s?[^.!?]{1,80}$/i,
  },
  { name: 'photo-credit', most: 12, test: isBylineOrCredit('credit') },
  { name: 'byline', most: 30, test: isBylineOrCredit('byline') },
  { name: 'navigation', most: 24, test: isCrumbs },
  {
    name: 'navigation',
    most: 6,
    test: /^(?:home|home ?page|menu|main menu|search|sections|close|skip to (?:main )?(?:content|navigation|footer|search)|(?:back|return|scroll|go) to(?: the)? (?:top|home ?page|previous page)|back|next|previous|prev|previous (?:article|post|story|page)|next (?:article|post|story|page)|jump to(?: .{1,30})?|toggle (?:navigation|menu|search|caption)|hide caption|enlarge(?: this)? image|loading|about us|contact us|terms of (?:use|service)|page \d{1,4}(?: of \d{1,4})?)\s?(?:\.{3}|…|[.»›→↑])?$/i,
    sparesHeadings: true,
  },
  {
    name: 'comments',
    most: 8,
    test: /^(?:\(?\d{1,6}\)? comments?|comments?(?: \(\d{1,6}\))?|(?:leave|post|write|add) (?:a|your) (?:comment|reply)|(?:view|show|read|see|hide)(?: all)?(?: \d{1,6})? comments|comments are (?:closed|off|disabled)|no comments(?: yet)?|join the (?:conversation|discussion|debate)|have your say|kommentare?|commentaires?)[.!:]?$/i,
  },
  {
    name: 'tags',
    most: 24,
    test: /^(?:tags?|tagged(?: (?:as|with))?|filed under|posted in|categor(?:y|ies)|keywords|labels|hashtags)\s?:\s?[^.!?]{1,160}$|^#[\p{L}\p{N}_]{2,40}(?:[ ,]{1,2}#[\p{L}\p{N}_]{2,40}){0,15}$/iu,
    sparesHeadings: true,
  },
  {
    name: 'player',
    most: 7,
    test: /^(?:play|pause|mute|unmute|replay)(?: video| audio)?$|^(?:(?:listen to|watch) (?:this|the) (?:article|story|video|audio|report|clip|full video)|listen now|watch now|watch live|live stream|gallery|(?:your browser|this video) (?:does|can)(?: ?not|n['’]t) .{1,60}|please enable javascript.{0,60})(?: \(?\d{1,2}(?::\d{2}| min(?:utes)?)\)?)?[.!]?$/i,
  },
];
