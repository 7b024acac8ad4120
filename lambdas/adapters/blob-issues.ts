import { createHash } from 'node:crypto';
import type { AudienceEntry, AudiencePart } from '../core/delivery/delivery.ts';
import type { ShardTally } from '../core/delivery/tally.ts';
import type { Issue, IssueHead } from '../core/issue/issue.ts';
import type { Skeleton } from '../core/mail/skeleton.ts';
import type { Issues } from '../core/ports.ts';
import type { Blobs } from './blobs.ts';
import { type IssueRecord, type IssueRecords, toldSomething } from './issue-records.ts';

/** The issue's id is the owner's own words; `/` in it would make folders. */
const folder = (issueId: string) => `issues/${encodeURIComponent(issueId)}`;
const topicsKey = (record: Pick<IssueRecord, 'id' | 'frozen'>) =>
  `${folder(record.id)}/${record.frozen}/topics.json`;
const skeletonKey = (record: Pick<IssueRecord, 'id' | 'frozen'>, language: string) =>
  `${folder(record.id)}/${record.frozen}/skeleton.${encodeURIComponent(language)}.json`;
const two = (shard: number) => String(shard).padStart(2, '0');
const audienceKey = (issueId: string, shard: number, part: number) =>
  `${folder(issueId)}/audience/${two(shard)}/${String(part).padStart(6, '0')}.jsonl`;
const talliesPrefix = (issueId: string) => `${folder(issueId)}/tally/`;

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function readJson<Value>(blobs: Blobs, key: string): Promise<Value> {
  const bytes = await blobs.get(key);
  if (!bytes) throw new Error(`${key} is missing, though the record of its issue says it was written`);
  try {
    return JSON.parse(textOf(bytes)) as Value;
  } catch (cause) {
    throw new Error(`${key} is damaged: it is not JSON`, { cause });
  }
}

/** What is frozen beside the skeletons. */
type Content = Pick<Issue, 'topics' | 'leftOut'>;

/** Issues of an edition whose topics count as told, at most. */
const MOST_TOLD = 200;

/** One entry a line, so that a long list can be looked at with line tools; the last line says whether more comes. */
function linesOf({ entries, last }: AudiencePart): string {
  return [...entries, { last }].map((line) => `${JSON.stringify(line)}\n`).join('');
}

function partOf(text: string): AudiencePart {
  const lines = text.split('\n').filter((line) => line !== '');
  const { last } = JSON.parse(lines.pop() ?? '{}') as { last: boolean };
  return { entries: lines.map((line) => JSON.parse(line) as AudienceEntry), last };
}

async function newestFirst(records: Pick<IssueRecords, 'all'>): Promise<readonly IssueRecord[]> {
  const found: IssueRecord[] = [];
  for await (const record of records.all()) found.push(record);
  return found.sort((a, b) =>
    a.frozenAt === b.frozenAt ? (a.id < b.id ? 1 : -1) : a.frozenAt < b.frozenAt ? 1 : -1,
  );
}

/** Slots that are looked at for drafts: those to come, and the few that wait for their editor. */
const DRAFTS_AMONG = 12;

/** `Issues.draftsOf` of the records alone. */
export async function draftsAmong(
  records: Pick<IssueRecords, 'ofEdition'>,
  edition: string,
): Promise<readonly IssueHead[]> {
  const found: IssueHead[] = [];
  let seen = 0;
  for await (const record of records.ofEdition(edition)) {
    if (record.state === 'draft') found.push(headOf(record));
    seen += 1;
    if (seen === DRAFTS_AMONG) break;
  }
  return found;
}

/** What deciding about drafts takes, of the records alone. */
export function draftDesk(
  records: Pick<IssueRecords, 'get' | 'replaceDraft'>,
): Pick<Issues, 'head' | 'decide'> {
  return {
    async head(id) {
      const record = await records.get(id);
      return record && headOf(record);
    },
    async decide(id, approval) {
      const record = await records.get(id);
      return record !== undefined && records.replaceDraft({ ...record, approval }, approval.revision - 1);
    },
  };
}

/** `Issues.heads` of the records alone, for whoever has no rights to the blobs. */
export async function* headsOf(records: Pick<IssueRecords, 'all'>): AsyncGenerator<IssueHead> {
  for (const record of await newestFirst(records)) yield headOf(record);
}

/**
 * Issues with their records in a table and their content in blobs: a record is some hundred bytes where DynamoDB refuses
 * items above 400 KB, and an issue's topics and skeletons may exceed that.
 */
export function blobIssues(records: IssueRecords, blobs: Blobs): Issues {
  async function whole(record: IssueRecord): Promise<Issue> {
    return { ...headOf(record), ...(await readJson<Content>(blobs, topicsKey(record))) };
  }

  async function putContent(issue: Issue, skeletons: readonly Skeleton[]): Promise<IssueRecord> {
    const { topics, leftOut, ...rest } = issue;
    const told: Content = { topics, ...(leftOut && { leftOut }) };
    const content = [told, skeletons].map((part) => JSON.stringify(part)).join('\n');
    const frozen = createHash('sha256').update(content).digest('hex').slice(0, 32);
    const record: IssueRecord = { ...rest, frozen };
    const files: (readonly [string, unknown])[] = [
      [topicsKey(record), told],
      ...skeletons.map((each) => [skeletonKey(record, each.language), each] as const),
    ];
    await Promise.all(
      files.map(([key, content]) =>
        blobs.put(key, bytesOf(JSON.stringify(content)), { contentType: 'application/json' }),
      ),
    );
    return record;
  }

  const putRecord = (record: IssueRecord, over?: number) =>
    over === undefined ? records.create(record) : records.replaceDraft(record, over);

  async function audience(issueId: string, shard: number, part: number) {
    const bytes = await blobs.get(audienceKey(issueId, shard, part));
    return bytes && partOf(textOf(bytes));
  }

  return {
    async freeze(issue, skeletons, over) {
      if (over === undefined && (await records.get(issue.id))) return 'exists';
      const record = await putContent(issue, skeletons);
      return (await putRecord(record, over)) ? 'frozen' : 'exists';
    },

    async draft(issue, skeleton, over) {
      return putRecord(await putContent(issue, [skeleton]), over);
    },

    decide: draftDesk(records).decide,

    draftsOf: (edition) => draftsAmong(records, edition),

    async get(id) {
      const record = await records.get(id);
      return record && whole(record);
    },

    async latestOf(edition) {
      for await (const record of records.ofEdition(edition)) {
        if (record.state !== 'draft') return whole(record);
      }
      return undefined;
    },

    async *toldSince(edition, since) {
      let left = MOST_TOLD;
      for await (const record of records.ofEdition(edition)) {
        if (record.frozenAt < since || left === 0) return;
        left -= 1;
        if (toldSomething(record)) yield whole(record);
      }
    },

    heads: () => headsOf(records),

    async head(id) {
      const record = await records.get(id);
      return record && headOf(record);
    },

    move: (id, from, to) => records.move(id, from, to),

    async skeleton(issueId, language) {
      const record = await records.get(issueId);
      if (!record?.languages.includes(language)) return undefined;
      return readJson<Skeleton>(blobs, skeletonKey(record, language));
    },

    async freezeAudience(issueId, shard, part, content) {
      const key = audienceKey(issueId, shard, part);
      const options = { ifAbsent: true, contentType: 'application/jsonl' };
      if ((await blobs.put(key, bytesOf(linesOf(content)), options)) === 'written') return content;
      const first = await audience(issueId, shard, part);
      if (!first) throw new Error(`${key} was there when it was to be written, and is gone now`);
      return first;
    },

    audience,

    async saveTally(issueId, shard, tally) {
      const key = `${talliesPrefix(issueId)}${two(shard)}.json`;
      await blobs.put(key, bytesOf(JSON.stringify(tally)), { contentType: 'application/json' });
    },

    async tallies(issueId) {
      const prefix = talliesPrefix(issueId);
      const found = await blobs.list(prefix);
      const read = found.map(
        async ({ key }) =>
          [Number.parseInt(key.slice(prefix.length), 10), await readJson<ShardTally>(blobs, key)] as const,
      );
      return new Map(await Promise.all(read));
    },
  };
}

function headOf({ frozen: _frozen, ...head }: IssueRecord): IssueHead {
  return head;
}
