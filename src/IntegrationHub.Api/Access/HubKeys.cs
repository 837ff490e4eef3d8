using System.Security.Cryptography;
using IntegrationHub.Store.Access;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Api.Access;

/// <summary>The keys with which the hub encrypts what only it must read: cookies, and secrets in the store.</summary>
public static class HubKeys
{
    /// <param name="services">The services of the host.</param>
    /// <param name="folder">Where the keys stand; never the home folder, where a container would lose them. It is made when the first is needed, for its owner alone.</param>
    public static IServiceCollection AddHubKeys(this IServiceCollection services, string folder)
    {
        services.AddDataProtection().SetApplicationName("IntegrationHub");
        services.AddOptions<KeyManagementOptions>().Configure<ILoggerFactory>((options, logs) => options.XmlRepository = new FileSystemXmlRepository(Private(folder), logs));
        return services.AddSingleton<ISecretCipher, Cipher>().AddSingleton<SecretStore>();
    }

    private sealed class Cipher(IDataProtectionProvider keys) : ISecretCipher
    {
        private readonly IDataProtector secrets = keys.CreateProtector("secrets of the store");

        public string Protect(string secret) => secrets.Protect(secret);

        public string? Reveal(string kept)
        {
            try
            {
                return secrets.Unprotect(kept);
            }
            catch (CryptographicException)
            {
                // Of a folder of keys that is not this one.
                return null;
            }
        }
    }

    private static DirectoryInfo Private(string folder) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(folder)
        : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
