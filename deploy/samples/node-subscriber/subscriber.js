// Reads figures from the hub's topic exchange and prints a line for each. Usage: HUB_BUS=amqp://… node subscriber.js QUEUE [BINDING]
const amqp = require('amqplib');
const { HTTP } = require('cloudevents');

// Events come at least once: what was handled is known by its id. A real subscriber keeps the ids in its database, in the transaction that uses the figure.
const handled = new Set();

function handle(message) {
  // The body is a CloudEvents document as it is, without an envelope; the SDK checks it.
  const event = HTTP.toEvent({ headers: { 'content-type': message.properties.contentType }, body: message.content.toString('utf8') });
  event.validate();
  const isRepeated = handled.has(event.id);
  handled.add(event.id);
  const { plan, indicator, part, unit, period, display, verdict, status } = event.data;
  console.log(JSON.stringify({ id: event.id, type: event.type, subject: event.subject, time: event.time, isRepeated, plan, indicator: part ?? indicator, unit, period, display, verdict, status }));
}

async function main([queue = 'my-figures', binding = '#']) {
  const connection = await amqp.connect(process.env.HUB_BUS ?? 'amqp://127.0.0.1/');
  const channel = await connection.createChannel();
  await channel.assertExchange('hub.computed', 'topic', { durable: true });

  // A durable queue of one's own keeps events while nobody reads it; what was sent before it was bound is not sent again.
  await channel.assertQueue(queue, { durable: true });
  await channel.bindQueue(queue, 'hub.computed', binding);
  await channel.prefetch(50);
  await channel.consume(queue, (message) => {
    if (message === null) throw new Error('the queue was removed');
    try {
      handle(message);
      channel.ack(message);
    } catch (error) {
      // Not an event of the hub: looked at by a person, not tried again for ever.
      console.error(`${message.fields.routingKey}: ${error.message}`);
      channel.nack(message, false, false);
    }
  });
  console.error(`ready: ${queue} is bound to ${binding}`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => connection.close().then(() => process.exit(0)));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exit(3);
});
