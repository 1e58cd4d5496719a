// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

/** What a server may answer. */
public final class Answers {
  private Answers() {}

  /** A site whose mail was deferred. */
  public static String site(String name, String state) {
    return """
        {"name":"%s","state":"%s","waiting":12,"active":2,"window":4,"ceiling":20,"deferred":3,
        "oldest":"2026-01-04T02:01:00Z","rate":{"delivered":20,"deferred":1.5,"failed":0},
        "tookMillis":{"median":120,"p95":900},"hold":null,"suspension":null,"limited":null,
        "lastReply":{"at":"2026-01-04T04:05:07Z","recipient":"bob@partner.example",
        "host":"mx1.partner.example","status":"450 4.2.1","text":"later please"}}\
        """
        .formatted(name, state)
        .replace("\n", "");
  }

  /** All of a site. */
  public static String siteDetails(String name) {
    String site = site(name, "sending");
    return site.substring(0, site.length() - 1)
        + """
        ,"queue":[{"priority":9,"waiting":2},{"priority":5,"waiting":10}],
        "connections":[{"host":"mx1.partner.example","address":"192.0.2.10","port":25,
        "tls":"TLSv1.3 TLS_AES_256_GCM_SHA384","busy":2,"idle":0}],
        "hosts":[{"host":"mx1.partner.example","preference":10,"addresses":[
        {"address":"192.0.2.10","state":"up","until":null,"failures":0},
        {"address":"192.0.2.11","state":"down","until":"2026-01-04T04:10:00Z","failures":3}]}],
        "nextAttempt":"2026-01-04T04:20:07Z",
        "replies":[{"at":"2026-01-04T04:05:07Z","mail":"mail1","recipient":"bob@partner.example",
        "host":"mx1.partner.example","stage":"rcpt","status":"450 4.2.1","text":"later please",
        "tookMillis":15}],
        "limits":[{"name":"connections","value":"20","from":"default"}],
        "series":{"stepSeconds":10,"from":"2026-01-04T04:05:00Z","delivered":[1],"deferred":[0],
        "failed":[0],"waiting":[12]}}\
        """
            .replace("\n", "");
  }

  /** A mail that was deferred. */
  public static String mail(String id) {
    return """
        {"id":"%s","queue":"outgoing","state":"deferred","sender":"amy@corp.example",
        "recipients":["bob@partner.example"],"site":"mx1|mx2.partner.example","priority":5,
        "size":1200,"attempts":3,"since":"2026-01-04T02:01:00Z",
        "nextAttempt":"2026-01-04T04:20:07Z",
        "cause":{"status":"450 4.2.1","text":"later please","cause":"mailbox-full"},
        "toCome":null}\
        """
        .formatted(id)
        .replace("\n", "");
  }

  /** An attempt. */
  public static String attempt(String mail, String outcome, String at) {
    return """
        {"at":"%s","mail":"%s","queue":"outgoing","sender":"amy@corp.example",
        "recipient":"bob@partner.example","site":"mx1|mx2.partner.example","attempt":1,
        "outcome":"%s","status":"550 5.7.1","text":"not from you","cause":"policy",
        "host":"mx1.partner.example","address":"192.0.2.10","port":25,"stage":"rcpt","tls":null,
        "tookMillis":15,"next":null,"ageMillis":1000}\
        """
        .formatted(at, mail, outcome)
        .replace("\n", "");
  }

  /** How it goes. */
  public static String overview() {
    return """
        {"now":"2026-01-04T04:06:07Z","version":"0.1.0","stepSeconds":10,"points":[
        {"t":"2026-01-04T04:05:40Z","delivered":10,"deferred":0,"failed":0,"waiting":9},
        {"t":"2026-01-04T04:05:50Z","delivered":20,"deferred":2,"failed":1,"waiting":12}],
        "totals":{"waiting":12,"sending":2,"deferred":3,"held":1,"sites":2,"suspended":1,"down":0,
        "connections":2},
        "causes":[{"cause":"mailbox-full","status":"4.2.1","count":2,"example":"later please"}],
        "slowest":[{"site":"mx1|mx2.partner.example","medianMillis":120,"p95Millis":900}],
        "loudest":[{"site":"mx1|mx2.partner.example","count":33}],
        "problems":["oldest mail: 2 h"]}\
        """
        .replace("\n", "");
  }

  /** Has a server answer as one with some mail for one site. */
  public static void script(ScriptedWebAdmin james) {
    String name = "mx1|mx2.partner.example";
    String site = site(name, "sending");
    String suspended =
        site.replace("\"state\":\"sending\"", "\"state\":\"suspended\"")
            .replace(
                "\"suspension\":null",
                "\"suspension\":{\"reason\":\"outage\",\"by\":\"amy\","
                    + "\"since\":\"2026-01-04T04:06:07Z\",\"until\":\"2026-01-04T06:06:07Z\"}");
    String mail = "Mail1733-a3f1";
    String task = "1a2b3c4d-0000-4000-8000-0123456789ab";
    String dry =
        "{\"action\":\"flush\",\"selected\":3,\"done\":3,"
            + "\"sample\":[\"Mail1733-a3f1\",\"Mail1733-b07c\",\"Mail1734-9d21\"]}";
    james
        .on("GET /postroad/overview", overview())
        .on(
            "GET /healthcheck",
            "{\"status\":\"degraded\",\"checks\":[{\"componentName\":\"Postroad oldest mail\","
                + "\"status\":\"degraded\",\"cause\":\"2 h: look at postroad sites list\"}]}")
        .on("GET /postroad/sites", "{\"total\":1,\"sites\":[" + site + "]}")
        .on("GET /postroad/sites/" + name, siteDetails(name))
        .on("PATCH /postroad/sites/" + name, suspended)
        .on(
            "GET /postroad/route",
            "{\"route\":{\"kind\":\"direct\"},\"mx\":{\"status\":\"hosts\",\"sites\":[\""
                + name
                + "\"]}}")
        .on("GET /postroad/mails", "{\"total\":1,\"complete\":true,\"mails\":[" + mail(mail) + "]}")
        .on("POST /postroad/mails", dry)
        .on("POST /postroad/mails", dry)
        .on("POST /postroad/mails", dry)
        .on("POST /postroad/mails", 201, "{\"taskId\":\"" + task + "\"}")
        .on(
            "GET /tasks/" + task,
            "{\"status\":\"completed\","
                + "\"additionalInformation\":{\"selected\":3,\"done\":3,\"skipped\":0}}")
        .on(
            "GET /postroad/trace",
            "{\"total\":1,\"mails\":[{\"id\":\""
                + mail
                + "\",\"sender\":\"amy@corp.example\",\"recipients\":"
                + "[\"bob@partner.example\"],\"state\":null,\"events\":["
                + "{\"at\":\"2026-01-04T04:00:00Z\",\"what\":\"accepted\",\"recipient\":null,"
                + "\"site\":null,\"text\":\"\"},"
                + "{\"at\":\"2026-01-04T04:00:01Z\",\"what\":\"deferred\",\"recipient\":"
                + "\"bob@partner.example\",\"site\":\""
                + name
                + "\",\"text\":\"450 4.2.1 later please\"},"
                + "{\"at\":\"2026-01-04T04:05:02Z\",\"what\":\"delivered\",\"recipient\":"
                + "\"bob@partner.example\",\"site\":\""
                + name
                + "\",\"text\":\"250 2.0.0 taken\"}]}]}")
        .on(
            "GET /postroad/deliveries",
            "{\"total\":1,\"kept\":{\"entries\":1,\"since\":\"2026-01-04T04:00:00Z\"},\"deliveries\":["
                + attempt(mail, "failed", "2026-01-04T04:05:07Z")
                + "]}")
        .on(
            "GET /postroad/policy",
            "{\"policies\":[{\"name\":\"file://conf/policy\",\"inUseSince\":\"2026-01-04T03:06:07Z\","
                + "\"changedSince\":false,\"problems\":[]}]}");
  }
}
