{{- define "chirograph.labels" -}}
app.kubernetes.io/name: chirograph
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "chirograph.selector" -}}
app.kubernetes.io/name: chirograph
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "chirograph.image" -}}
image: {{ printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- end }}

{{/* Both processes: no root, no capability, nothing to write but the volumes. */}}
{{- define "chirograph.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "chirograph.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "chirograph.probes" -}}
startupProbe:
  httpGet:
    path: /actuator/health/readiness
    port: ops
    scheme: {{ empty .Values.tls.secretName | ternary "HTTP" "HTTPS" }}
  periodSeconds: 5
  failureThreshold: 60
readinessProbe:
  httpGet:
    path: /actuator/health/readiness
    port: ops
    scheme: {{ empty .Values.tls.secretName | ternary "HTTP" "HTTPS" }}
  periodSeconds: 10
  timeoutSeconds: 5
livenessProbe:
  httpGet:
    path: /actuator/health/liveness
    port: ops
    scheme: {{ empty .Values.tls.secretName | ternary "HTTP" "HTTPS" }}
  periodSeconds: 20
  timeoutSeconds: 10
  failureThreshold: 6
{{- end }}

{{/* What both processes' application.yml begins with. */}}
{{- define "chirograph.config" -}}
chirograph:
  environment: production
  data-dir: /data
  identity:
    operators:
      jwk-set-uri: {{ .Values.operators.jwkSetUri | quote }}
      issuer-uri: {{ .Values.operators.issuerUri | quote }}
      audiences: {{ toJson .Values.operators.audiences }}
{{- if .Values.tls.terminatedBy }}
  tls:
    terminated-by: {{ .Values.tls.terminatedBy | quote }}
{{- end }}
server:
  address: 0.0.0.0
  port: 8080
{{- if .Values.tls.secretName }}
  ssl:
    bundle: edge
{{- end }}
management:
  server:
    address: 0.0.0.0
    port: 8081
{{- if .Values.tls.secretName }}
    ssl:
      bundle: edge
spring:
  ssl:
    bundle:
      pem:
        edge:
          reload-on-update: true
          keystore:
            certificate: /etc/chirograph/tls/tls.crt
            private-key: /etc/chirograph/tls/tls.key
{{- end }}
{{- end }}

{{- define "chirograph.bucket" -}}
region: {{ .Values.archive.region | quote }}
{{- if .Values.archive.endpoint }}
endpoint: {{ .Values.archive.endpoint | quote }}
{{- end }}
{{- end }}
