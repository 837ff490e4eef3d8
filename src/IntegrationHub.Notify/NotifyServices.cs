using IntegrationHub.Notify.Http;
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
        services.AddHttpClient(EventRequests.Client, http => http.Timeout = EventRequests.Limit)
            .ConfigurePrimaryHttpMessageHandler(provider => provider.GetRequiredService<CheckedConnections>().Handler());
        services.AddSingleton<CheckedConnections>().AddSingleton<EventRequests>().AddSingleton<IEventTransport, Webhook>().AddSingleton<IEventTransport, HttpTarget>();
        services.AddSingleton<EventCourier>().AddSingleton<RelaySignal>().AddSingleton<OutboxRelay>();
        return broker is null ? services : services.AddSingleton<ISubscriberTransport>(new PublicExchange(broker));
    }
}
