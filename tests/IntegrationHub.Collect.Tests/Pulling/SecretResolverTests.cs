using IntegrationHub.Collect.Pulling;
using IntegrationHub.Connectors;
using IntegrationHub.Testing;
using Xunit;

namespace IntegrationHub.Collect.Tests.Pulling;

public sealed class SecretResolverTests
{
    [Fact]
    public async Task A_secret_in_a_file_is_read_without_its_line_end()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("password"), "s3cret\n");

        Assert.Equal("s3cret", await SecretResolver.ResolveAsync("password", "file:" + folder.File("password"), null, CancellationToken.None));
    }

    [Theory]
    [InlineData("env:HUB_TEST_NOT_SET", "E_SECRET_MISSING")]
    [InlineData("file:/nowhere/at/all", "E_SECRET_MISSING")]
    [InlineData("s3cret", "E_SECRET_REFERENCE")]
    public async Task A_reference_that_leads_nowhere_is_refused_and_names_the_option(string reference, string code)
    {
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => SecretResolver.ResolveAsync("password", reference, null, CancellationToken.None));

        Assert.Equal((code, FailureCategory.Configuration), (fault.Code, fault.Category));
        Assert.Contains("'password'", fault.Message, StringComparison.Ordinal);
    }
}
