// Reads deliveries as JSON and says of each whether the library of Standard Webhooks takes it.
const { Webhook } = require('standardwebhooks');
const { readFileSync } = require('node:fs');

const deliveries = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(deliveries.map(({ secret, body, id, timestamp, signature }) => {
  try {
    new Webhook(secret).verify(body, { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature });
    return true;
  } catch (error) {
    if (error.name !== 'WebhookVerificationError' && error.constructor.name !== 'WebhookVerificationError') throw error;
    return false;
  }
})));
