import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate for 127.0.0.1 that only its own file vouches for, valid for a day; made anew, so that no key is kept. */
export function selfSigned(): { folder: string; caFile: string; cert: Buffer; key: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'dyno-tls-'));
  const [caFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=dyno test', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  execFileSync('openssl', ['req', ...made, ...subject, '-keyout', keyFile, '-out', caFile], { stdio: 'ignore' });
  return { folder, caFile, cert: readFileSync(caFile), key: readFileSync(keyFile) };
}
