import { type IssueRecord, type IssueRecords, isDraftAt, isSlotOf, movedRecord } from '../issue-records.ts';

/** Records of issues that live as long as their process. */
export function memoryIssueRecords(): IssueRecords {
  const records = new Map<string, IssueRecord>();
  return {
    async create(record) {
      if (records.has(record.id)) return false;
      records.set(record.id, record);
      return true;
    },
    get: async (id) => records.get(id),
    async *ofEdition(edition) {
      const slots = [...records.values()].filter((record) => isSlotOf(record, edition));
      yield* slots.sort((a, b) => Number(a.id < b.id) - Number(a.id > b.id));
    },
    async *all() {
      yield* [...records.values()];
    },
    async replaceDraft(record, revision) {
      if (!isDraftAt(records.get(record.id), revision)) return false;
      records.set(record.id, record);
      return true;
    },
    async move(id, from, to) {
      const record = records.get(id);
      if (!record || !from.includes(record.state)) return false;
      records.set(id, movedRecord(record, to));
      return true;
    },
  };
}
