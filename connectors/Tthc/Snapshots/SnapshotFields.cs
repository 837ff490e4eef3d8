using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Tthc.Snapshots;

/// <summary>The counts that are taken out of <c>soLieu</c>: those that the mapping names. Shares (TyLe) and points (Diem) are the source's own opinion and stay out.</summary>
internal static class SnapshotFields
{
    public static readonly IReadOnlyList<string> All =
        [.. new TthcModule().MapOf(TthcModule.SnapshotStreamName, []).Fields.Where(field => field.Type is FieldType.Count).Select(field => field.Name)];
}
