// What the project file runs: types from the OpenAPI document, a check of all types, the bundle, and each file of it compressed once.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const run = (script, ...args) => new Promise((resolve, reject) => {
  const child = spawn(process.execPath, [`node_modules/${script}`, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  child.stdout.on('data', piece => said.push(piece));
  child.stderr.on('data', piece => said.push(piece));
  child.on('error', reject);
  child.on('close', code => code === 0 ? resolve() : reject(new Error(`${script} ended with ${code}:\n${Buffer.concat(said)}`)));
});

try {
  await run('openapi-typescript/bin/cli.js', '../../contracts/openapi/v1.json', '--output', 'src/api/schema.ts');
  await Promise.all([run('typescript-native/bin/tsc', '--noEmit'), run('vite/bin/vite.js', 'build', '--logLevel', 'error')]);
  const assets = 'obj/console/assets';
  for (const name of readdirSync(assets).filter(n => /\.(js|css|svg|json|topojson)$/.test(n))) {
    const file = join(assets, name);
    const content = readFileSync(file);
    if (content.length < 1024) continue;
    writeFileSync(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }));
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  }
} catch (fault) {
  console.log(fault.message);
  process.exitCode = 1;
}
