using IntegrationHub.Notify.Relay;
using IntegrationHub.Notify.Subscribers;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Notify;

public static class NotifyServices
{
    /// <param name="services">The program's.</param>
    /// <param name="broker">Where the public exchange is; null without a broker: then nobody outside could listen to it.</param>
    public static IServiceCollection AddNotifying(this IServiceCollection services, Uri? broker)
    {
        // What answers is not followed elsewhere: a signed event goes to the address that was agreed on and to no other.
        services.AddHttpClient(Webhook.Client, http => http.Timeout = TimeSpan.FromSeconds(15))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        services.AddSingleton<RelaySignal>().AddSingleton<OutboxRelay>().AddSingleton<ISubscriberTransport, Webhook>();
        return broker is null ? services : services.AddSingleton<ISubscriberTransport>(new PublicExchange(broker));
    }
}
