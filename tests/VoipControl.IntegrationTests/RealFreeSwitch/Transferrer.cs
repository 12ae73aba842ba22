using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace VoipControl.IntegrationTests.RealFreeSwitch;

/// <summary>
/// A person at the SystemAPI who transfers every talking call of some callers once. While the control plane is dead it
/// goes on trying.
/// </summary>
internal sealed class Transferrer(HttpClient api, IReadOnlyList<string> callerPrefixes, string target, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<string> _done = [];

    /// <summary>How many calls the API has accepted the transfer of.</summary>
    public int Done => _done.Count;

    /// <summary>Answers that refused a transfer.</summary>
    public ConcurrentQueue<string> Refusals { get; } = [];

    /// <summary>Goes on until cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                foreach (var prefix in callerPrefixes) await TransferAsync(prefix, stopping);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // It is dead, or died under this request.
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(Pause, time, CancellationToken.None);
        }
    }

    private async Task TransferAsync(string prefix, CancellationToken stopping)
    {
        var list = await api.GetFromJsonAsync<JsonElement>(
            new Uri($"/api/v1/calls?state=Talking&limit=100&number={Uri.EscapeDataString(prefix)}*", UriKind.Relative), stopping);
        foreach (var call in list.GetProperty("items").EnumerateArray())
        {
            var id = call.GetProperty("id").GetString()!;
            // A transfer whose answer died with the control plane shows in the call itself.
            if (call.GetProperty("transfers").GetArrayLength() > 0 || _done.Contains(id)) continue;
            using var answer = await api.PostAsJsonAsync(new Uri($"/api/v1/calls/{id}/transfer", UriKind.Relative), new { to = target }, stopping);
            if (answer.StatusCode == HttpStatusCode.OK) _done.Add(id);
            else Refusals.Enqueue($"{id}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(stopping)}");
        }
    }
}
