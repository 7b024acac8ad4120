import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** Good for the endpoint itself and for the names of HTTP APIs. */
const NAMES = 'subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:*.execute-api.localhost';

/** Makes a certificate for a day in `directory`, and has this process trust it. Throws when there is no `openssl`. */
export function makeCertificate(directory: string): { certificate: string; key: string } {
  const [certificate, key] = [join(directory, 'certificate.pem'), join(directory, 'key.pem')];
  const words = [
    ['req', '-x509', '-nodes', '-days', '1', '-subj', '/CN=localhost'],
    ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-keyout', key, '-out', certificate],
    ['-addext', NAMES, '-addext', 'basicConstraints=critical,CA:FALSE'],
  ];
  execFileSync('openssl', words.flat(), { stdio: ['ignore', 'ignore', 'pipe'] });
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(certificate, 'utf8')]);
  return { certificate, key };
}
