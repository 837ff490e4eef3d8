namespace IntegrationHub.Store.Tests.Catalogue;

/// <summary>Files of the checkout that tests compare with.</summary>
internal static class Checkout
{
    public static string Catalogue { get; } = Path.Combine(Root(), "contracts", "catalogue");

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "IntegrationHub.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside a checkout.");
        }

        return folder;
    }
}
