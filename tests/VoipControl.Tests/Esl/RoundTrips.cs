using VoipControl.Esl;
using VoipControl.Testing;

namespace VoipControl.Tests.Esl;

internal static class RoundTrips
{
    /// <summary>When this is done, the connection has handled everything the server sent before.</summary>
    public static async Task RoundTripAsync(this EslConnection connection, ScriptedEslServer server)
    {
        Task<EslReply> sent = connection.SendAsync(EslCommand.Raw("round-trip"));
        while (await server.NextCommandAsync() != "round-trip")
        {
        }

        await server.ReplyAsync("+OK");
        await sent;
    }
}
