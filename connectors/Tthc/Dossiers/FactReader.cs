using System.Text.Json;
using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Tthc.Dossiers;

/// <summary>What is true of a dossier, apart from its status and days.</summary>
internal readonly record struct DossierFacts(
    bool IsOnline, bool IsVerified, bool HasComponents, bool IsPaidOnline, bool HasFee,
    bool HasDigitisedDocument, bool HasReusedDocument, bool HasElectronicResult);

/// <summary>Reads the coded fields. A code never seen is no "no": the first one is kept as the fault.</summary>
internal sealed class FactReader(JsonElement body)
{
    private static readonly JsonElement None = JsonElement.Parse("[]"u8);

    public (string Code, string Field, string Sample)? Fault { get; private set; }

    public DossierFacts Read()
    {
        var digitised = false;
        var reused = false;
        foreach (var document in Items(DossierField.Documents))
        {
            if (Code(document, DossierField.IsDeleted, 1) == 1)
            {
                continue;
            }

            digitised |= Code(document, DossierField.IsDigitised, 1) == 1;
            reused |= Code(document, DossierField.IsReused, 2) >= 1;
        }

        var hasFee = false;
        foreach (var fee in Items(DossierField.Fees))
        {
            hasFee |= IsPositive(fee);
        }

        return new DossierFacts(
            IsOnline: Code(body, DossierField.Channel, 3) == 2, // Absent counts as 1, at the counter.
            IsVerified: Code(body, DossierField.IsVerified, 1) == 1,
            HasComponents: Code(body, DossierField.HasComponents, 1) == 1,
            IsPaidOnline: Code(body, DossierField.OnlinePayment, 3) is 1 or 2,
            HasFee: hasFee,
            HasDigitisedDocument: digitised,
            HasReusedDocument: reused,
            HasElectronicResult: Items(DossierField.Results).Any(result => result.TryGetProperty("coTep", out var has) && has.ValueKind == JsonValueKind.True));
    }

    private JsonElement.ArrayEnumerator Items(DossierField list) =>
        body.TryGetProperty(DossierFields.NameOf(list), out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : None.EnumerateArray();

    /// <summary>0 to the greatest known code; absent is 0, true is 1.</summary>
    private long Code(JsonElement owner, DossierField field, long greatest)
    {
        if (!owner.TryGetProperty(DossierFields.NameOf(field), out var element) || LooseString.Read(element) is not { } text)
        {
            return 0;
        }

        if (bool.TryParse(text, out var flag))
        {
            return flag ? 1 : 0;
        }

        if (LooseInteger.Read(text) is { HasValue: true, Value: >= 0 } code && code.Value <= greatest)
        {
            return code.Value;
        }

        Fault ??= ("E_UNKNOWN_VALUE", DossierFields.NameOf(field), text);
        return 0;
    }

    private bool IsPositive(JsonElement fee)
    {
        if (!fee.TryGetProperty(DossierFields.NameOf(DossierField.Price), out var price))
        {
            return false;
        }

        // Đồng have no fraction, so a dot groups thousands; what is no such number may still be an amount with a fraction.
        if (LooseInteger.Read(price) is { IsUnparseable: false } whole)
        {
            return whole is { HasValue: true, Value: > 0 };
        }

        var amount = LooseDecimal.Read(price);
        if (amount.IsUnparseable)
        {
            Fault ??= ("E_NOT_A_NUMBER", DossierFields.NameOf(DossierField.Price), amount.Raw ?? "");
        }

        return amount is { HasValue: true, Value: > 0 };
    }
}
