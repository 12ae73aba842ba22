# One image, every role: what a container does is its command, `run --role web` or `run --role pbx`.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
# What restore needs goes first, so that a changed source file does not fetch the packages again.
COPY Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY pbx/VoipControl.Core/*.csproj pbx/VoipControl.Core/
COPY pbx/VoipControl.Store/*.csproj pbx/VoipControl.Store/
COPY pbx/VoipControl.Esl/*.csproj pbx/VoipControl.Esl/
COPY pbx/VoipControl.Sip/*.csproj pbx/VoipControl.Sip/
COPY pbx/VoipControl.Pbx/*.csproj pbx/VoipControl.Pbx/
COPY pbx/VoipControl.Web/*.csproj pbx/VoipControl.Web/
COPY pbx/VoipControl.Lab/*.csproj pbx/VoipControl.Lab/
COPY pbx/VoipControl.Host/*.csproj pbx/VoipControl.Host/
RUN dotnet restore pbx/VoipControl.Host
COPY pbx/ pbx/
RUN dotnet publish pbx/VoipControl.Host --configuration Release --no-restore --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# Settings come from VOIPCONTROL__Section__Key, or from a file mounted over this empty one.
RUN install --directory /var/lib/voipcontrol /etc/voipcontrol \
    && install --directory --owner "$APP_UID" --group "$APP_UID" --mode 700 /var/lib/voipcontrol/journal \
    && echo '{}' > /etc/voipcontrol/voipcontrol.json
COPY --from=build /app /app
ENV VOIPCONTROL__Urls=http://0.0.0.0:8080 \
    VOIPCONTROL__Journal__Directory=/var/lib/voipcontrol/journal
USER $APP_UID
VOLUME /var/lib/voipcontrol/journal
EXPOSE 8080
# Live, not ready: a container that waits for its database is well, and must not be taken for a dead one.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/live HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["dotnet", "/app/voipcontrol.dll"]
CMD ["run", "--config", "/etc/voipcontrol/voipcontrol.json"]
