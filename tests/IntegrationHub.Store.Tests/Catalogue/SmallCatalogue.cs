using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Store.Tests.Catalogue;

/// <summary>The smallest catalogue that has one of everything. Tests change one thing in it.</summary>
internal static class SmallCatalogue
{
    public const string Units = """
        units:
          - id: province
            class: peoples-committee
            level: province
            name: { vi: Tỉnh, en: Province }
          - id: office
            class: department
            level: province
            parent: province
            name: Sở
          - id: commune
            class: peoples-committee
            versions:
              - { to: 2024-07-01, level: commune, parent: province, name: Xã cũ, code: "07201" }
              - { from: 2024-07-01, level: commune, parent: province, name: Xã mới, code: "07204" }
          - id: ward
            class: peoples-committee
            versions: [{ to: 2024-09-01, level: commune, parent: province, name: Phường }]
          - id: ward-east
            class: peoples-committee
            versions: [{ from: 2024-09-01, level: commune, parent: province, name: Phường Đông }]
          - id: ward-west
            class: peoples-committee
            versions: [{ from: 2024-09-01, level: commune, parent: province, name: Phường Tây }]

        """;

    public const string Metrics = """
        feeds:
          - { name: tthc/dossiers, kind: records, grain: day }
          - { name: tthc/period-snapshots, kind: snapshots, grain: month }
        metrics:
          - code: dossier.received
            name: Hồ sơ tiếp nhận
            kind: flow
            unit: dossier
            feeds:
              tthc/dossiers: { on: NgayTiepNhan }
              tthc/period-snapshots: {}
            authorities:
              - { calendar: gregorian, feed: tthc/period-snapshots }
              - { calendar: admin, feed: tthc/dossiers }
            roster:
              - { class: department }
              - { units: [commune] }
          - code: dossier.online
            name: Hồ sơ trực tuyến
            kind: flow
            unit: dossier
            subsetOf: dossier.received
            feeds:
              tthc/dossiers: { on: NgayTiepNhan }
            authorities:
              - { feed: tthc/dossiers }
          - code: dossier.done
            name: Hồ sơ xong
            kind: flow
            unit: dossier
            feeds:
              tthc/dossiers: { on: NgayTra }
            authorities:
              - { to: 2024-01-01, feed: tthc/dossiers }
              - { from: 2024-01-01, feed: tthc/dossiers }
          - code: dossier.open
            name: Hồ sơ đang xử lý
            kind: stock-last
            unit: dossier
            feeds:
              tthc/period-snapshots: {}
            authorities:
              - { feed: tthc/period-snapshots }
          - code: staff.total
            name: Cán bộ
            kind: stock-last
            unit: person
            feeds:
              tthc/period-snapshots: {}
            authorities:
              - { feed: tthc/period-snapshots }

        """;

    public const string Indicators = """
        indicators:
          - code: online-rate
            name: Tỷ lệ trực tuyến
            kind: ratio
            formula: "ratio(dossier.online, dossier.received)"
            feed: tthc/dossiers
          - code: all-online
            name: Tất cả
            kind: composite
            formula: "all(@online-rate > 50)"
          - code: drills
            name: Diễn tập
            kind: count
            value: dossier.done
          - code: rule-issued
            name: Quy định
            kind: milestone
          - code: support
            name: Hỗ trợ
            kind: narrative

        """;

    public const string Plan = """
        id: plan-2024
        title: Kế hoạch
        owner: province
        year: 2024
        rows:
          - row: "1"
            indicator: online-rate
            origin: table
            title: Trên 70%
            clause: Bảng
            target: { op: ">", value: 70, asWritten: trên 70% }
          - row: "2"
            indicator: all-online
            origin: table
            title: Tất cả
            clause: Bảng
            parts:
              - indicator: online-rate
                label: Trực tuyến
                target: { op: ">=", value: 80, level: commune, asWritten: 80% }
          - row: "3"
            indicator: drills
            origin: text
            title: 1-2 cuộc
            clause: II
            target: { op: between, value: [1, 2], asWritten: 1-2 }
          - row: "4"
            indicator: rule-issued
            origin: milestone
            title: Ban hành
            clause: III
            target: { op: done, asWritten: Ban hành, due: 2024-12-31 }
          - row: "5"
            indicator: support
            origin: table
            title: Hỗ trợ
            clause: IV
            target: { op: none, asWritten: Nâng cao }

        """;

    public const string ChildPlan = """
        id: child-2024
        title: Kế hoạch sở
        owner: office
        parent: plan-2024
        year: 2024
        rows: []

        """;

    public const string Aliases = """
        aliases:
          - { code: H02, unit: province, to: 2025-01-01 }
          - { code: H02, unit: commune, from: 2025-01-01 }
          - { code: TEST }

        """;

    public const string Source = """
        id: tthc-test
        connector: tthc
        name: Hệ thống
        streams: [dossiers]
        schedule: "*/15 1-5 * * 1,3"
        options:
          baseUrl: https://tthc.example.gov.vn
          pageSize: 100
          since: 2024-01-01
          strict: true
          username: hub
          password: { secret: "env:TTHC_PASSWORD" }

        """;

    public static CatalogueFiles Files { get; } = new(
    [
        new("orgunits.yaml", Units),
        new("metrics.yaml", Metrics),
        new("indicators.yaml", Indicators),
        new("succession.yaml", "events:\n  - { effective: 2024-07-01, kind: rename, from: [commune], to: [commune], legalRef: NQ 1 }\n"
            + "  - { effective: 2024-09-01, kind: split, from: [ward], to: [ward-east, ward-west], shares: [{ to: ward-east, share: 0.6 }, { to: ward-west, share: 0.4 }], legalRef: NQ 2 }\n"),
        new("calendars.yaml", "holidays:\n  - { date: 2024-01-01, name: Tết, source: Luật }\n  - { from: 2024-09-02, to: 2024-09-04, name: Quốc khánh, source: Luật }\n"),
        new("plans/plan-2024.yaml", Plan),
        new("plans/child-2024.yaml", ChildPlan),
        new("aliases/tthc.yaml", Aliases),
        new("sources/tthc-test.yaml", Source),
    ]);
}
