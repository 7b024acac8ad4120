import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** Takes every mail by SMTP, on loopback, and keeps it in memory. */
export interface MailSink {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  /** Mails to one recipient as they came over the wire, oldest first. */
  to(recipient: string): readonly Buffer[];
  stop(): Promise<void>;
}

/** Port 0 takes any free one. Rejects when the port is taken. */
export async function startMailSink(port: number): Promise<MailSink> {
  const mails: { readonly to: readonly string[]; readonly raw: Buffer }[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(parts) });
        done();
      });
    },
  });
  const server = smtp.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    to: (recipient) => mails.filter(({ to }) => to.includes(recipient)).map(({ raw }) => raw),
    stop: () => new Promise((done) => smtp.close(() => done())),
  };
}
