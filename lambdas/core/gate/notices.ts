import type { DeliveryMessage } from '../delivery/delivery.ts';

/** The mail about a slot whose draft nobody has approved; once a slot. */
export function waitingNotice(id: string): DeliveryMessage {
  return {
    kind: 'notice',
    id: `waiting.${id}`,
    subject: `${id} waits for approval`,
    lines: [
      `The time of ${id} has come, and nobody has approved its draft. Nothing goes out before that.`,
      `Approve it by the link in the draft's mail or with \`briefwire issues approve ${id} --aws\`; it then goes out within some minutes. The draft of the next slot takes its place otherwise.`,
    ],
  };
}
