using VoipControl.Sip.Digest;

namespace VoipControl.Sip;

/// <summary>One request outside calls and its final response, an authentication included.</summary>
internal sealed class SipExchange(SipEndpoint endpoint, SipRequest request, SipRequestOptions options)
{
    private readonly TaskCompletionSource<SipResponse> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DigestExchange? _digest = (options.Digest ?? options.Credentials?.CreateClient())?.Begin();
    private SipTimer? _limit;

    public async Task<SipResponse> RunAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var registration = cancel.Register(() => _answer.TrySetCanceled(cancel));
        endpoint.Post(Start);
        return await _answer.Task.ConfigureAwait(false);
    }

    private void Start()
    {
        if (options.Timeout is { } limit)
            _limit = endpoint.Transactions.Schedule(limit, () => _answer.TrySetResult(SipLocalResponse.Create(request, 408)));
        try
        {
            Complete();
            _digest?.Prepare(request);
            Send(request);
        }
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException)
        {
            _answer.TrySetException(error);
        }
    }

    private void Complete()
    {
        var headers = request.Headers;
        if (!headers.Contains(SipHeaderNames.From))
            headers.Add(SipHeaderNames.From, SipAddress.Of(endpoint.ContactUri(null).WithoutParameter("transport")).ToString());
        if (request.FromTag is null)
            headers.Set(SipHeaderNames.From, request.From.WithTag(endpoint.Identifiers.Tag()).ToString());
        if (!headers.Contains(SipHeaderNames.To))
            headers.Add(SipHeaderNames.To, $"<{request.Uri.WithoutHeaders()}>");
        if (!headers.Contains(SipHeaderNames.CallId))
            headers.Add(SipHeaderNames.CallId, endpoint.Identifiers.CallId());
        if (!headers.Contains(SipHeaderNames.CSeq))
            headers.Add(SipHeaderNames.CSeq, $"{endpoint.Identifiers.Sequence()} {request.Method}");
    }

    private void Send(SipRequest attempt) => endpoint.Sender.Send(attempt, SipRouting.NextHop(attempt), options.Target, options.Protocol, response => Receive(attempt, response));

    private void Receive(SipRequest attempt, SipResponse response)
    {
        if (response.IsProvisional || _answer.Task.IsCompleted)
            return;
        if (_digest is not null && response.Status is (401 or 407))
        {
            var again = Again(attempt);
            if (_digest.TryAnswer(response, again))
            {
                Send(again);
                return;
            }
        }

        _limit?.Cancel();
        _answer.TrySetResult(response);
    }

    // RFC 3261 22.2: the same request with the next CSeq; Via is set anew.
    private static SipRequest Again(SipRequest request)
    {
        var again = new SipRequest(request.Method, request.Uri) { Body = request.Body };
        foreach (var header in request.Headers)
        {
            if (header.Name is not (SipHeaderNames.Via or SipHeaderNames.CSeq or SipHeaderNames.Authorization or SipHeaderNames.ProxyAuthorization))
                again.Headers.Add(header.Name, header.Value);
        }

        again.CSeq = new SipCSeq(request.CSeq.Number + 1, request.Method);
        return again;
    }
}
