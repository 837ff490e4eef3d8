// Checks a release file of IntegrationHub without IntegrationHub: node verify-release.mjs FILE [DIGEST]
// Ends with 0 when the file is whole, 1 when it was changed, 2 when it cannot be read.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

// RFC 8785: members by name in UTF-16 order, the rest as JSON.stringify writes it.
const sorted = (value) =>
  Array.isArray(value) ? value.map(sorted)
  : value !== null && typeof value === 'object' ? Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]))
  : value
const canonical = (value) => Buffer.from(JSON.stringify(sorted(value)), 'utf8')

const [path, printed] = process.argv.slice(2)
if (!path) {
  console.error('usage: node verify-release.mjs FILE [DIGEST]')
  process.exit(2)
}

let bytes
try {
  bytes = readFileSync(path)
} catch (error) {
  console.error(`${path}: ${error.message}`)
  process.exit(2)
}

const faults = []
let digest = null
try {
  const file = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  digest = sha256(canonical(file.content))
  const { seal, ...rest } = file
  if (file.format !== 'vn.integrationhub.release-file.v1') faults.push('not a release file of this format')
  if (!canonical(file).equals(bytes)) faults.push('not in canonical form')
  if (digest !== file.digest) faults.push(`the content has the digest ${digest}, the file says ${file.digest}`)
  if (sha256(canonical(rest)) !== seal) faults.push('the seal does not fit')
  if (printed !== undefined && printed.toLowerCase() !== digest) faults.push(`the digest that was given is ${printed}, that of the file is ${digest}`)
} catch (error) {
  faults.push(error.message)
}

for (const fault of faults) console.error(fault)
console.log(faults.length === 0 ? `good ${digest}` : 'bad')
process.exit(faults.length === 0 ? 0 : 1)
