using IntegrationHub.Notify.Http;
using IntegrationHub.Notify.Relay;
using IntegrationHub.Notify.Subscribers;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Notify;

public static class NotifyServices
{
    /// <param name="services">The program's.</param>
    /// <param name="broker">Where the public exchange is; null without a broker: then nobody outside could listen to it.</param>
    /// <param name="smtp">Where alerts are mailed to; null: they are not.</param>
    public static IServiceCollection AddNotifying(this IServiceCollection services, Uri? broker, SmtpSettings? smtp = null)
    {
        services.AddHttpClient(EventRequests.Client, http => http.Timeout = EventRequests.Limit)
            .ConfigurePrimaryHttpMessageHandler(provider => provider.GetRequiredService<CheckedConnections>().Handler());
        services.AddSingleton<CheckedConnections>().AddSingleton<EventRequests>().AddSingleton<IEventTransport, Webhook>().AddSingleton<IEventTransport, HttpTarget>();
        services.AddSingleton<EventCourier>().AddSingleton<RelaySignal>().AddSingleton<OutboxRelay>();
        if (smtp is not null)
        {
            services.AddSingleton(smtp).AddSingleton<ISubscriberTransport, AlertMail>();
        }

        return broker is null ? services : services.AddSingleton<ISubscriberTransport>(new PublicExchange(broker));
    }
}
