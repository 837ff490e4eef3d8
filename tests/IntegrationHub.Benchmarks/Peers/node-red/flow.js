// The flow: start → read → upsert → finish. What a function node does is written here as
// a function and given to the node as text, as it would stand in the editor.

/** The table; then the pull begins. */
async function start(msg, node, global) {
    await global.get('database').query('CREATE TABLE bare (record text PRIMARY KEY, body text NOT NULL)');
    return global.get('begin')();
}

/** The connector's pull: the dossiers of each agency, and of each dossier its details. */
async function read(msg, node, global) {
    const job = global.get('job');
    const source = global.get('source');
    const waiting = [];
    const today = new Date(job.today);
    let free = job.concurrency;
    let session = null;
    let rows = [];

    async function limited(call) {
        if (free === 0) {
            await new Promise((resolve) => waiting.push(resolve));
        } else {
            free--;
        }
        try {
            return await call();
        } finally {
            const next = waiting.shift();
            next ? next() : free++;
        }
    }

    async function ask(path, body) {
        return limited(async () => {
            const answer = await source.request({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
            return answer.body.json();
        });
    }

    async function signIn() {
        const answer = await ask('/mapi/login', { username: job.username, password: job.password });
        if (!answer.session) {
            throw new Error('the source gave no session');
        }
        return answer.session;
    }

    // The session of the cases ends after a while: then it is opened again and the request repeated.
    async function cases(request) {
        for (let attempt = 1; ; attempt++) {
            const used = session ??= signIn();
            const answer = await ask('/mapi/g', { session: await used, ...request });
            if (Number(answer.error_code) === 0) {
                return answer.data ?? answer.result;
            }
            if (String(answer.error_code) !== '-1' || attempt === 2) {
                throw new Error(`${request.service} of ${request.donViXuLy}: ${answer.error_code} ${answer.message}`);
            }
            if (session === used) {
                session = null;
            }
        }
    }

    function emit(key, body) {
        rows.push([key, JSON.stringify(body)]);
        if (rows.length === job.batch) {
            flush(false);
        }
    }

    function flush(isLast) {
        node.send({ payload: rows, isLast }, false);
        rows = [];
    }

    async function readDossier(agency, key) {
        const result = await cases({ service: 'TraCuuHoSo', donViXuLy: agency, mahoso: key });
        const found = Array.isArray(result) ? result[result.length - 1] : result;
        emit(key, {
            MaHoSo: found.MaHoSo, KenhThucHien: found.KenhThucHien, TrangThaiHoSo: found.TrangThaiHoSo, NgayTiepNhan: found.NgayTiepNhan,
            NgayKetThucXuLy: found.NgayKetThucXuLy, NgayTra: found.NgayTra, HoSoCoThanhPhanSoHoa: found.HoSoCoThanhPhanSoHoa,
            TaiKhoanDuocXacThucVoiVNeID: found.TaiKhoanDuocXacThucVoiVNeID, DuocThanhToanTrucTuyen: found.DuocThanhToanTrucTuyen,
            TaiLieuNop: found.TaiLieuNop?.map(({ IsDeleted, DuocSoHoa, DuocTaiSuDung }) => ({ IsDeleted, DuocSoHoa, DuocTaiSuDung })),
            DanhSachLePhi: found.DanhSachLePhi?.map(({ Gia }) => ({ Gia })),
            DanhSachGiayToKetQua: found.DanhSachGiayToKetQua?.map((result) => ({ coTep: !!result.DuongDanTepTinKetQua })),
        });
    }

    async function readAgency(agency) {
        for (let from = new Date(job.from); from <= today; from = after(from, job.windowDays)) {
            const to = new Date(Math.min(after(from, job.windowDays - 1), today));
            const list = await cases({ service: 'DanhSachHoSo', donViXuLy: agency, ngayNhan1: day(from), ngayNhan2: day(to) });
            const keys = [...new Set(list.map((row) => row.MaHoSo ?? row.maHoSo))];
            await side(keys, job.concurrency, (key) => readDossier(agency, key));
        }
    }

    function after(date, days) {
        return new Date(date.getTime() + days * 86_400_000);
    }

    function day(date) {
        return date.toISOString().slice(0, 10);
    }

    /** So many at a time, in their order. */
    async function side(items, count, work) {
        let next = 0;
        await Promise.all(Array.from({ length: Math.min(count, items.length) }, async () => {
            while (next < items.length) {
                await work(items[next++]);
            }
        }));
    }

    await side(job.agencies, job.agenciesAtATime, readAgency);
    flush(true);
    return null;
}

/** Rows as two texts in one statement: an array parameter would be quoted value by value. The last batch waits for those before it. */
async function upsert(msg, node, global, context) {
    const database = global.get('database');
    const separator = '\u001e';
    const unique = new Map(msg.payload);
    const written = unique.size === 0 ? Promise.resolve() : database.query({
        name: 'upsert',
        text: `INSERT INTO bare SELECT * FROM unnest(string_to_array($1, '${separator}'), string_to_array($2, '${separator}')) ON CONFLICT (record) DO UPDATE SET body = excluded.body`,
        values: [[...unique.keys()].join(separator), [...unique.values()].join(separator)],
    });
    const pending = context.get('pending') ?? [];
    context.set('records', (context.get('records') ?? 0) + unique.size);
    context.set('pending', [...pending, written]);
    if (!msg.isLast) {
        await written;
        return null;
    }

    await Promise.all(context.get('pending'));
    return { records: context.get('records') };
}

/** Tells how long it took, and ends. */
function finish(msg, node, global) {
    global.get('report')(msg.records);
}

const text = (work) => `return (${work})(msg, node, global, context);`;
const place = { z: 'flow', x: 0, y: 0 };
const step = (id, work, ...to) => ({ ...place, id, type: 'function', name: work.name, func: text(work), outputs: 1, wires: [to], libs: [] });

module.exports = [
    { id: 'flow', type: 'tab', label: 'Dossiers into PostgreSQL' },
    { ...place, id: 'now', type: 'inject', props: [], once: true, onceDelay: 0.1, wires: [['start']] },
    step('start', start, 'read'),
    step('read', read, 'upsert'),
    step('upsert', upsert, 'finish'),
    step('finish', finish),
    { ...place, id: 'fault', type: 'catch', scope: null, wires: [['stop']] },
    step('stop', function stop(msg, node, global) {
        console.error(msg.error);
        global.get('fail')();
    }),
];
