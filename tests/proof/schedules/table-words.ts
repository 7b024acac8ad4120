/** A command of the document client, as far as an onlooker reads it. */
export interface AnyCommand {
  readonly input: {
    readonly TransactItems?: readonly { readonly Put?: { readonly Item?: Item } }[];
    readonly Key?: Item;
    readonly Item?: Item;
    readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
    readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>>;
  };
}
type Item = Readonly<Record<string, unknown>>;

/** The claim in a transaction; `undefined`: it is another command. */
export function claimIn({
  input,
}: AnyCommand): { readonly who: string; readonly attempt: number } | undefined {
  const item = input.TransactItems?.find(({ Put }) => Put?.Item?.['state'] === 'claimed')?.Put?.Item;
  return item && { who: String(item['subscriberId']), attempt: Number(item['attempt']) };
}

/** What a command does, in a few words. */
export function wordsOfCommand(command: AnyCommand): string {
  const { input } = command;
  const claim = claimIn(command);
  if (claim) return `claims ${claim.who}, attempt ${claim.attempt}`;
  const { pk = '', sk = '' } = input.Key ?? input.Item ?? {};
  const place = `${pk}${sk === '' ? '' : ` ${sk}`}`;
  const state = stateIn(input);
  const verb = command.constructor.name.replace(/Command$/, '').toLowerCase();
  return state ? `writes ${state} to ${place}` : place ? `${verb} ${place}` : verb;
}

/** The state that an update sets. */
function stateIn({ ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: AnyCommand['input']) {
  const name = Object.entries(ExpressionAttributeNames).find(
    ([place, attribute]) => attribute === 'state' && place.startsWith('#s'),
  )?.[0];
  const value = name && ExpressionAttributeValues[name.replace('#', ':')];
  return typeof value === 'string' ? value : undefined;
}
