// node check-events.js ASYNCAPI [--exact]: holds events against the AsyncAPI document.
// Standard input: a JSON array of { key, contentType, messageId, headers, body }, body being the text as it was sent. Prints a JSON array of what is wrong; empty when nothing is.
// --exact: what the document does not name is wrong as well. A subscriber ignores it; the hub's own tests must not.
'use strict';
const fs = require('fs');
const Ajv = require('ajv').default;
const addFormats = require('ajv-formats').default;
const { CloudEvent } = require('cloudevents');

const document = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const isExact = process.argv.includes('--exact');
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
addFormats(ajv);

function exact(schema) {
  if (Array.isArray(schema)) return schema.map(exact);
  if (schema === null || typeof schema !== 'object') return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, exact(value)]));
  if (copy.type === 'object' && copy.properties) copy.additionalProperties = false;
  return copy;
}

// Only the schemas, where JSON Schema keeps its own: the rest of the document is none.
const text = JSON.stringify(isExact ? exact(document.components.schemas) : document.components.schemas).replaceAll('#/components/schemas/', '#/definitions/');
ajv.addSchema({ $id: 'document', definitions: JSON.parse(text) });
const checks = new Map();
function check(reference) {
  if (!checks.has(reference)) checks.set(reference, ajv.compile({ $ref: reference.replace('#/components/schemas/', 'document#/definitions/') }));
  return checks.get(reference);
}
const follow = reference => reference.slice(2).split('/').reduce((node, name) => node[name], document);

const channels = Object.values(document.channels).map(channel => ({
  key: new RegExp('^' + channel.address.split('.').map(word => word.startsWith('{') ? '[^.]+' : word).join('\\.') + '$'),
  address: channel.address,
  messages: Object.values(channel.messages).map(message => follow(message.$ref)),
}));

function problemsOf(event) {
  const channel = channels.find(c => c.key.test(event.key));
  if (!channel) return [`${event.key} is the address of no channel`];
  const body = JSON.parse(event.body);
  const problems = [];
  const messages = channel.messages.filter(m => follow(m.payload.$ref).properties.type.const === body.type);
  if (messages.length !== 1) return [`${body.type} is no message of ${channel.address}`];
  const [message] = messages;
  for (const [what, schema, value] of [['body', message.payload.$ref, body], ['headers', message.headers.$ref, event.headers]]) {
    const isValid = check(schema);
    if (!isValid(value)) problems.push(...isValid.errors.map(e => `${what}${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`));
  }
  if (event.contentType !== message.contentType) problems.push(`content type is ${event.contentType}, not ${message.contentType}`);
  if (event.messageId !== body.id) problems.push('message-id is not the id of the event');
  // Throws when it is no CloudEvent by the SDK's own rules.
  if (new CloudEvent(body, true).subject !== body.subject) problems.push('the SDK reads another subject');
  return problems.map(p => `${body.type}: ${p}`);
}

const events = JSON.parse(fs.readFileSync(0, 'utf8'));
const examples = Object.values(document.components.messages).flatMap(m => m.examples.map(e => [e.name, m, e.payload]));
const wrong = events.flatMap(problemsOf);
for (const [name, message, payload] of examples) {
  const isValid = check(message.payload.$ref);
  if (!isValid(payload)) wrong.push(...isValid.errors.map(e => `example ${name}${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`));
}
console.log(JSON.stringify([...new Set(wrong)], null, 1));
