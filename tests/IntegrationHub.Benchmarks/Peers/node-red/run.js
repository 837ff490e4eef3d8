// Node-RED without editor and without HTTP of its own, on the flow beside this file, until the flow says that it is done.
const fs = require('fs');
const path = require('path');
const RED = require('node-red');
const { Pool: Connections } = require('undici');
const { Pool: Database } = require('pg');
const job = JSON.parse(process.env.PEER_JOB);
const userDir = process.argv[2];
let began;
fs.writeFileSync(path.join(userDir, 'flow.json'), JSON.stringify(require('./flow')));
RED.init(null, {
    userDir,
    flowFile: 'flow.json',
    httpAdminRoot: false,
    httpNodeRoot: false,
    logging: { console: { level: 'error' } },
    functionGlobalContext: {
        job: { ...job, password: process.env[job.passwordVariable] },
        source: new Connections(job.source, { connections: job.concurrency, pipelining: 1 }),
        database: new Database({ max: 2 }),
        begin: () => {
            began = { at: performance.now(), cpu: process.cpuUsage() };
            return {};
        },
        report: (records) => {
            const cpu = process.cpuUsage(began.cpu);
            const numbers = [performance.now() - began.at, (cpu.user + cpu.system) / 1000, process.resourceUsage().maxRSS / 1024].map(Math.round);
            console.log(`round ${job.round} ${records} ${numbers.join(' ')}`);
            process.exit(0);
        },
        fail: () => process.exit(1),
    },
});
RED.start().catch((error) => {
    console.error(error);
    process.exit(1);
});
