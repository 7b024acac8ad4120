import { createServer } from 'node:http';

/**
 * A SES that takes everything at once and keeps nothing, in a process of its own: what is measured is the sender. Prints
 * its address as one line of JSON.
 */
const answer = (action: string, inner: string) =>
  `<${action}Response xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><${action}Result>${inner}</${action}Result></${action}Response>`;

const QUOTA = answer(
  'GetSendQuota',
  '<Max24HourSend>-1</Max24HourSend><MaxSendRate>100000</MaxSendRate><SentLast24Hours>0</SentLast24Hours>',
);

let taken = 0;
const server = createServer((request, response) => {
  let head = '';
  request.on('data', (chunk: Buffer) => {
    if (head.length < 40) head += chunk.toString('latin1', 0, 40);
  });
  request.on('end', () => {
    taken += 1;
    const quota = head.includes('GetSendQuota');
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(quota ? QUOTA : answer('SendRawEmail', `<MessageId>sink-${taken}</MessageId>`));
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') {
    process.stdout.write(`${JSON.stringify({ endpoint: `http://127.0.0.1:${address.port}` })}\n`);
  }
});
