// What the programs are made of, as a CycloneDX bill of materials: the packages whose code was bundled, and not those
// that only helped to bundle it.
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The bill of materials, as JSON. It follows from its inputs alone: no serial number, no time
 * (CycloneDX 1.6, bom-1.6.schema.json).
 *
 * @param {string} root of the checkout
 * @param {readonly string[]} folders of the bundled packages, relative to the root
 */
export async function billOfMaterials(root, folders) {
  const own = await readJson(root, 'package.json');
  const { packages } = await readJson(root, 'package-lock.json');
  const components = await Promise.all(
    folders.map(async (folder) => {
      const found = await readJson(root, folder, 'package.json');
      // The folder may be a link to another's: the lock file knows it from node_modules on.
      const locked = packages[folder.slice(folder.indexOf('node_modules/'))];
      return { ...component('library', found), hashes: hashesOf(locked?.integrity) };
    }),
  );
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: component('application', own) },
    components: [...new Map(components.map((each) => [each.purl, each])).values()],
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

function component(type, { name, version, license, licenses }) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { type, 'bom-ref': purl, name, version, purl, licenses: licencesOf(license, licenses) };
}

/** Old packages name a list of licences. */
function licencesOf(license, licenses = []) {
  const names = license === undefined ? licenses.map(({ type }) => type) : [license];
  return names.map((name) =>
    /[ ()]/.test(name) ? { expression: name } : { license: { id: name } },
  );
}

/** The lock file says them in base64, as the registry does. */
function hashesOf(integrity = '') {
  return [...integrity.matchAll(/\bsha(\d+)-(\S+)/g)].map(([, bits, digest]) => ({
    alg: bits === '1' ? 'SHA-1' : `SHA-${bits}`,
    content: Buffer.from(digest, 'base64').toString('hex'),
  }));
}

async function readJson(...parts) {
  return JSON.parse(await readFile(path.join(...parts), 'utf8'));
}
