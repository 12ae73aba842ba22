using System.Globalization;
using VoipControl.Lab.Recovery;
using VoipControl.Sip;

namespace VoipControl.Lab.Signalling;

/// <summary>
/// Who is registered where (RFC 3261 10.3, sofia_reg_handle_register_token). A user may have several telephones. The list
/// is guarded by the switch's gate, so that what is dialled and what is told are of one moment.
/// </summary>
internal sealed class Registrar(SipPlane plane)
{
    private const int MaxUsers = 10_000;
    private const int MaxPerUser = 10;
    private const int DefaultExpires = 3600;
    private const int MaxExpires = 86_400;
    private readonly Dictionary<string, List<Binding>> _bindings = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The telephones of a user, the newest first. Callers hold the gate.</summary>
    public IReadOnlyList<Binding> Of(string user) => _bindings.GetValueOrDefault(user) ?? [];

    /// <summary>All telephones. Callers hold the gate.</summary>
    public IEnumerable<Binding> All => _bindings.Values.SelectMany(static b => b);

    /// <summary>Begins to end what is not renewed.</summary>
    public void Start() => _ = SweepAsync();

    public async Task TakeAsync(SipIncomingRequest incoming)
    {
        var request = incoming.Request;
        var verdict = await plane.Guard.CheckAsync(request, incoming.Source, proxy: false).ConfigureAwait(false);
        var events = new RegistrarEvents(plane, request, incoming.Source);
        lock (plane.Life.Core.Gate)
        {
            if (plane.Life.Core.Dead)
                return;
            if (verdict.User is not { } user)
            {
                // A first REGISTER has no credentials: that is no failure yet.
                if (verdict.Username is { } name)
                    events.Failed(name, verdict.Status == 401 ? "STALE" : "FORBIDDEN");
                var refusal = incoming.CreateResponse(verdict.Status);
                foreach (var header in verdict.Headers)
                    refusal.Headers.Add(header.Name, header.Value);
                incoming.Respond(refusal);
                return;
            }
            if (!user.Id.Equals(request.To.Uri.User, StringComparison.OrdinalIgnoreCase))
            {
                incoming.Respond(403);
                return;
            }
            Take(incoming, user, events);
        }
    }

    private void Take(SipIncomingRequest incoming, Users.DirectoryUser user, RegistrarEvents events)
    {
        var request = incoming.Request;
        if (!_bindings.TryGetValue(user.Id, out var list))
        {
            if (_bindings.Count >= MaxUsers)
            {
                incoming.Respond(503);
                return;
            }
            _bindings[user.Id] = list = [];
        }
        if (request.IsContactStar)
        {
            if (request.Expires != 0)
            {
                incoming.Respond(400);
                return;
            }
            foreach (var binding in list.ToList())
                Remove(list, binding, events);
        }
        foreach (var contact in request.IsContactStar ? [] : request.Contacts)
        {
            if (!TryTake(list, incoming, contact, user, events))
            {
                incoming.Respond(500);
                return;
            }
        }
        if (list.Count == 0)
            _bindings.Remove(user.Id);
        var response = incoming.CreateResponse(200);
        foreach (var binding in list)
        {
            var left = Math.Max(0, (int)(binding.Until - plane.Life.Core.Time.GetUtcNow()).TotalSeconds);
            response.Headers.Add(SipHeaderNames.Contact, binding.Contact.WithParameter("expires", Text(left)).ToString());
        }
        incoming.Respond(response);
    }

    // False: a REGISTER that was overtaken by a later one of the same telephone (RFC 3261 10.3 step 7).
    private bool TryTake(List<Binding> list, SipIncomingRequest incoming, SipAddress contact, Users.DirectoryUser user, RegistrarEvents events)
    {
        var request = incoming.Request;
        var asked = contact.Parameters["expires"] is { } own && int.TryParse(own, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : request.Expires ?? DefaultExpires;
        var expires = Math.Clamp(asked, 0, MaxExpires);
        var known = list.FirstOrDefault(b => b.Contact.Uri.Equals(contact.Uri));
        if (known is not null && known.CallId == request.CallId && known.Sequence >= request.CSeq.Number)
            return false;
        if (expires == 0)
        {
            if (known is not null)
                Remove(list, known, events);
            return true;
        }
        // The same telephone under a new address: it restarted.
        list.RemoveAll(b => b == known || (b.CallId == request.CallId && b.Source == incoming.Source));
        if (list.Count >= MaxPerUser)
            list.RemoveAt(list.Count - 1);
        var binding = new Binding
        {
            User = user.Id,
            Domain = user.Domain,
            Contact = contact.WithoutParameter("expires"),
            CallId = request.CallId,
            Sequence = request.CSeq.Number,
            Source = incoming.Source,
            UserAgent = request.Headers[SipHeaderNames.UserAgent] ?? "",
            Expires = expires,
            Until = plane.Life.Core.Time.GetUtcNow().AddSeconds(expires),
        };
        list.Insert(0, binding);
        events.Registered(binding, user);
        plane.Database?.Register(new Registration
        {
            User = user.Id,
            Realm = user.Domain,
            CallId = binding.CallId,
            Contact = binding.Contact.ToString(),
            Url = $"sofia/{plane.Profile}/{binding.Contact.Uri}",
            Expires = binding.Until.ToUnixTimeSeconds(),
            NetworkIp = incoming.Source.Remote.Address.ToString(),
            NetworkPort = Text(incoming.Source.Remote.Port),
            NetworkProto = incoming.Source.Protocol == SipProtocol.Tcp ? "tcp" : "udp",
            ProfileName = plane.Profile,
            UserAgent = binding.UserAgent,
        });
        return true;
    }

    private void Remove(List<Binding> list, Binding binding, RegistrarEvents events)
    {
        list.Remove(binding);
        events.Unregistered(binding);
        plane.Database?.Unregister(binding.User, binding.Domain);
    }

    private async Task SweepAsync()
    {
        var core = plane.Life.Core;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), core.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(plane.Life.Stopping).ConfigureAwait(false))
            {
                lock (core.Gate)
                {
                    var now = core.Time.GetUtcNow();
                    foreach (var binding in All.Where(b => b.Until <= now).ToList())
                    {
                        var list = _bindings[binding.User];
                        list.Remove(binding);
                        if (list.Count == 0)
                            _bindings.Remove(binding.User);
                        RegistrarEvents.Expired(plane, binding);
                        plane.Database?.Unregister(binding.User, binding.Domain);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The life is over.
        }
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
