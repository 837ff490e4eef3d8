using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Api.Tests;

/// <summary>A province with a district and two communes, one plan, and two feeds that carry the same metrics.</summary>
internal static class SeedCatalogue
{
    public const string Secret = "correct-horse-battery";

    public const string InAddress = "hunter2hunter2";

    public static CatalogueFiles Files { get; } = new(
    [
        new("orgunits.yaml", """
            units:
              - { id: province, class: peoples-committee, level: province, name: { vi: Tỉnh, en: Province } }
              - { id: district, class: peoples-committee, level: district, parent: province, name: Huyện }
              - { id: commune-a, class: peoples-committee, level: commune, parent: district, name: Xã An }
              - { id: commune-b, class: peoples-committee, level: commune, parent: district, name: Xã Bình }
              - id: commune-gone
                class: peoples-committee
                versions:
                  - { to: 2023-07-01, level: commune, parent: district, name: Xã cũ }

            """),
        new("metrics.yaml", """
            feeds:
              - { name: tthc/dossiers, kind: records, grain: day }
              - { name: tthc/period-snapshots, kind: snapshots, grain: month }
            metrics:
              - code: dossier.received
                name: Hồ sơ tiếp nhận
                kind: flow
                unit: dossier
                feeds: { tthc/dossiers: { on: NgayTiepNhan }, tthc/period-snapshots: {} }
                authorities:
                  - { calendar: gregorian, feed: tthc/period-snapshots }
                  - { calendar: admin, feed: tthc/dossiers }
                roster: [{ class: peoples-committee, level: commune }]
              - code: dossier.online
                name: Hồ sơ trực tuyến
                kind: flow
                unit: dossier
                subsetOf: dossier.received
                feeds: { tthc/dossiers: { on: NgayTiepNhan }, tthc/period-snapshots: {} }
                authorities:
                  - { calendar: gregorian, feed: tthc/period-snapshots }
                  - { calendar: admin, feed: tthc/dossiers }
                roster: [{ class: peoples-committee, level: commune }]
              - code: dossier.verified
                name: Hồ sơ đã xác thực
                kind: flow
                unit: dossier
                subsetOf: dossier.received
                feeds: { tthc/dossiers: { on: NgayTiepNhan } }
                authorities: [{ feed: tthc/dossiers }]
                roster: [{ class: peoples-committee, level: commune }]

            """),
        new("indicators.yaml", """
            indicators:
              - { code: online-rate, name: Tỷ lệ trực tuyến, kind: ratio, formula: "ratio(dossier.online, dossier.received)" }
              - { code: online-share, name: Tỷ lệ trực tuyến, kind: ratio, formula: "ratio(dossier.online, dossier.received)" }
              - { code: verified-rate, name: Tỷ lệ xác thực, kind: ratio, formula: "ratio(dossier.verified, dossier.received)", feed: tthc/dossiers }
              - { code: both, name: Cả hai, kind: composite, formula: "all(@online-share >= 50, @verified-rate >= 90)" }
              - { code: rule-issued, name: Quy định, kind: milestone }

            """),
        new("plans/plan-2024.yaml", """
            id: plan-2024
            title: { vi: Kế hoạch 2024, en: Plan 2024 }
            owner: province
            year: 2024
            number: 1/KH
            date: 2023-12-11
            rows:
              - { row: "1", indicator: online-rate, origin: table, title: Trên 70%, clause: "Phụ lục I, 1", target: { op: ">", value: 70, asWritten: trên 70% } }
              - row: "2"
                indicator: both
                origin: table
                title: Cả hai
                clause: "Phụ lục I, 2"
                parts:
                  - { indicator: online-share, label: Trực tuyến, target: { op: ">=", value: 50, asWritten: 50% } }
                  - { indicator: verified-rate, label: Xác thực, target: { op: ">=", value: 90, asWritten: 90% } }
              - { row: "3", indicator: rule-issued, origin: milestone, title: Ban hành, clause: II, target: { op: done, asWritten: Ban hành, due: 2024-12-31 } }

            """),
        new("aliases/tthc.yaml", """
            aliases:
              - { code: H02.01.01, unit: commune-a }
              - { code: H02.01.02, unit: commune-b }

            """),
        new("sources/tthc-test.yaml", $$"""
            id: tthc-test
            connector: tthc
            name: { vi: Hệ thống, en: System }
            streams: [period-snapshots, dossiers]
            schedule: "*/15 * * * *"
            options:
              baseUrl: https://hub:{{InAddress}}@tthc.example.gov.vn
              username: hub
              password: { secret: "env:API_TEST_PASSWORD" }

            """),
        new("sources/tthc-broken.yaml", """
            id: tthc-broken
            connector: tthc
            name: Hệ thống hỏng
            streams: [period-snapshots, dossiers]
            options: { baseUrl: "https://broken.example.gov.vn", username: hub, password: { secret: "env:API_TEST_PASSWORD" } }

            """),
        new("sources/tthc-new.yaml", """
            id: tthc-new
            connector: tthc
            name: Hệ thống mới
            enabled: false
            options: { baseUrl: "https://new.example.gov.vn", username: hub, password: { secret: "env:API_TEST_PASSWORD" } }

            """),
    ]);
}
