using System.Text.Json;
using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Tthc.Dossiers;

/// <summary>
/// Version 1. A dossier counts once, for the agency in front of its number: receipt metrics on the receipt day, completion metrics on the
/// day on which its processing ended. Only ones are stated; what does not apply is left out.
/// </summary>
public sealed class DossierMapping : IStreamMapping
{
    /// <summary>Member of a body that stands for a dossier which the source lists and does not give, or lists without a number.</summary>
    internal const string FaultMember = "loi";

    public string Stream => TthcModule.DossierStreamName;

    public int Version => 1;

    public MappingResult Map(string key, JsonElement body)
    {
        var agency = key.IndexOf('-', StringComparison.Ordinal) is var dash and > 0 ? AgencyCode.Normalize(key[..dash]) : null;
        var received = Day(body, DossierField.ReceivedOn);
        if (body.TryGetProperty(FaultMember, out var fault))
        {
            return new Refused(fault.GetString() ?? "E_REJECTED", "MaHoSo",
                "the source lists this dossier and does not give its details, or lists it without a number; tell the source's operator", Text(body, "donVi") ?? agency, received.OrNull);
        }

        if (agency is null)
        {
            return new Refused("E_NO_AGENCY", "MaHoSo", "the number of the dossier does not begin with an agency code; tell the source's operator", null, received.OrNull);
        }

        var status = Integer(body, DossierField.Status);
        if (!status.HasValue || !DossierStatus.IsKnown(status.Value))
        {
            return new Refused("E_UNKNOWN_STATUS", "TrangThaiHoSo", "a status that this version does not know; update the connector", agency, received.OrNull,
                Text(body, "TrangThaiHoSo") ?? "(missing)");
        }

        return DossierStatus.IsReceived(status.Value) ? MapReceived(body, agency, status.Value, received) : new Mapped(agency, []);
    }

    private static MappingResult MapReceived(JsonElement body, string agency, long status, Loose<DateOnly> received)
    {
        if (!received.HasValue)
        {
            return BadDate(DossierField.ReceivedOn, received, agency, null);
        }

        var reader = new FactReader(body);
        var facts = reader.Read();
        if (reader.Fault is { } fault)
        {
            return new Refused(fault.Code, fault.Field, "a value that this version does not know; update the connector or tell the source's operator", agency, received.Value, fault.Sample);
        }

        var values = new List<MappedValue>();
        var day = received.Value;
        Count(values, day, "tthc.dossier.received", true);
        Count(values, day, "tthc.dossier.received_online", facts.IsOnline);
        Count(values, day, "tthc.dossier.online_verified", facts.IsOnline && facts.IsVerified);
        Count(values, day, "tthc.dossier.with_components", facts.HasComponents);
        Count(values, day, "tthc.dossier.reused", facts.HasComponents && facts.HasReusedDocument);
        Count(values, day, "payment.dossier.fee_bearing", facts.HasFee);
        Count(values, day, "payment.dossier.fee_paid_online", facts.HasFee && facts.IsPaidOnline);
        if (!DossierStatus.IsCompleted(status))
        {
            return new Mapped(agency, values);
        }

        var finishedField = Day(body, DossierField.FinishedOn).IsMissing ? DossierField.ReturnedOn : DossierField.FinishedOn;
        var finished = Day(body, finishedField);
        if (!finished.HasValue)
        {
            return BadDate(finishedField, finished, agency, received.Value);
        }

        day = finished.Value;
        Count(values, day, "tthc.dossier.completed", true);
        Count(values, day, "tthc.dossier.result_electronic", facts.HasElectronicResult);
        Count(values, day, "tthc.dossier.full_online", facts.IsOnline && facts.HasElectronicResult);
        Count(values, day, "tthc.dossier.digitised", facts.HasDigitisedDocument && facts.HasElectronicResult);
        return new Mapped(agency, values);
    }

    private static void Count(List<MappedValue> values, DateOnly day, string metric, bool applies)
    {
        if (applies)
        {
            values.Add(new MappedValue(metric, day, day.AddDays(1), 1));
        }
    }

    private static Refused BadDate(DossierField field, Loose<DateOnly> date, string agency, DateOnly? day) =>
        new("E_BAD_DATE", DossierFields.NameOf(field), "a day that cannot be read, or none where the status needs one; tell the source's operator", agency, day, date.Raw ?? "(missing)");

    private static Loose<DateOnly> Day(JsonElement body, DossierField field) =>
        body.TryGetProperty(DossierFields.NameOf(field), out var value) ? VietnamDate.ReadDay(value) : default;

    private static Loose<long> Integer(JsonElement body, DossierField field) =>
        body.TryGetProperty(DossierFields.NameOf(field), out var value) ? LooseInteger.Read(value) : default;

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? LooseString.Read(value) : null;
}
