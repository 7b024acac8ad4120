const NETWORK =
  /^(?:facebook|twitter|x|instagram|linkedin|whatsapp|telegram|youtube|tiktok|threads|bluesky|mastodon|reddit|pinterest|snapchat|flipboard|rss|messenger|tumblr|discord|signal|viber|vk|e-?mail|share|tweet|print|copy|link|on|us|follow|and|or|our|also)$/i;
const HANDLE = /^@[\w.]{2,40}(?:@[\w.-]{3,60})?$/;

/** A line of networks and handles only: "Facebook Twitter Email", "Follow us: @wire". */
export function isSocial(line: string): boolean {
  const tokens = line.split(/[\s,|·•/:()]+/).filter(Boolean);
  if (!tokens.every((each) => NETWORK.test(each) || HANDLE.test(each.replace(/[.,]$/, '')))) return false;
  return tokens.some((each) => HANDLE.test(each) || /^(?!on$|us$|and$|or$|our$|also$|copy$)\w/i.test(each));
}

/** A trail or a bar of short links: "Home > World > Europe", "News | Sport | Weather". Figures make it a table row. */
export function isCrumbs(line: string): boolean {
  if (/\d/.test(line) || /[.!?]$/.test(line)) return false;
  const trail = line.split(/\s[>›»→]\s|\s\/\s/);
  const bar = line.split(/\s[|•·]\s/);
  const short = (parts: string[]) =>
    parts.every((each) => each.length > 0 && each.length <= 30 && each.split(' ').length <= 4);
  if (trail.length >= 2 && short(trail)) return trail.length >= 3 || /^home$/i.test(trail[0] ?? '');
  return bar.length >= 3 && short(bar);
}

const NAME = "\\p{Lu}[\\p{L}'’.-]{0,24}";
const PERSON = `${NAME}(?: (?:de|van|von|der|la|al|bin|el|${NAME})){1,4}`;
const BYLINE = new RegExp(
  `^(?:By|BY|by|Von|Par|Por|Text:|Author:|Written by|Posted by) ${PERSON}(?:(?:,| and| und| et|, and) ${PERSON}){0,3}(?:[,|·] ?(?:[\\p{L}.'’-]+ ?){1,6})?$`,
  'u',
);
const DESK = /^\(?(?:(?:Additional )?[Rr]eporting|Writing|Editing|Compiled|Edited|Produced) by \p{Lu}/u;
const DESK_WORD =
  /^\(?(?:\p{Lu}[\p{L}'’.-]*|in|and|by|the|for|at|from|additional|reporting|writing|editing|with|graphics|of)[;,.)]*$/u;

const AGENCY =
  '(?:AP|AFP|REUTERS|Reuters|Getty(?: Images)?|EPA(?:-EFE)?|dpa|DPA|PA(?: Wire| Media| Images)?|Shutterstock|iStock|Unsplash|Pexels|Xinhua|Bloomberg|ANSA|Alamy|Anadolu|ANI|PTI)';
const CREDIT = new RegExp(
  [
    `^[([]?${AGENCY}(?: (?:Photo|Images|file photo))?(?: ?[/|] ?[^.!?]{1,50}| via ${AGENCY})?[)\\]]?$`,
    `^[([]?${PERSON} ?[/|–-] ?(?:${AGENCY}|[^.!?]{0,30} via ${AGENCY})(?:[/|] ?[^.!?]{1,30})?[)\\]]?$`,
    `^(?:Photo|Photograph|Photos|Image|Picture|Illustration|Graphic|Foto|FOTO|PHOTO)s? (?:by|courtesy of|von|:) ${NAME}(?: (?:${NAME}|on|via|for|and|of|/))*[.]?$`,
    `^[([]?(?:File|Representative|Representational|Illustrative|Stock|Handout) (?:photo|image|picture|photograph)(?:[:/] ?[^.!?]{1,40})?[)\\].]{0,2}$`,
  ].join('|'),
  'u',
);

/** Names of authors, or of photographers and agencies: told from prose by their capitals. */
export function isBylineOrCredit(kind: 'byline' | 'credit'): (line: string) => boolean {
  if (kind === 'credit') return (line) => CREDIT.test(line);
  return (line) =>
    BYLINE.test(line) || (DESK.test(line) && line.split(' ').every((word) => DESK_WORD.test(word)));
}
